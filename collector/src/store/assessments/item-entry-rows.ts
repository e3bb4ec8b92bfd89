import { TenkenError } from '@tenken/shared';
import type { Transaction } from 'kysely';
import type { Change } from '../../audit/audit-entry.ts';
import { appendAudit } from '../audit-repository.ts';
import type { Schema } from '../schema.ts';

// What people decide of an item while they work on an assessment, within a transaction that may hold more.

export type ItemEntry = {
  item: string;
  /** 1 for the first; who edits names the one they have read. */
  revision: number;
  at: number;
  by: string;
  role: 'done' | 'planned' | 'not-applicable' | null;
  remarks: string | null;
  basis: string;
};

/** @throws {TenkenError} `assessment-unknown`, `assessment-blocked` when it is frozen */
export async function refuseFrozen(db: Transaction<Schema>, assessmentId: string): Promise<void> {
  const assessment = await db
    .selectFrom('assessment')
    .select('frozen_at')
    .where('id', '=', assessmentId)
    .executeTakeFirst();
  if (!assessment) throw unknown(assessmentId);
  if (assessment.frozen_at !== null) {
    throw new TenkenError(
      'assessment-blocked',
      'The assessment is frozen: open a new one to change what it says.',
    );
  }
}

/** The last edit of an item; null: nobody has edited it. */
export async function lastEntry(
  db: Transaction<Schema>,
  assessmentId: string,
  item: string,
): Promise<{ revision: number; recorded_by: string } | null> {
  const row = await db
    .selectFrom('item_entry')
    .select(['revision', 'recorded_by'])
    .where('assessment_id', '=', assessmentId)
    .where('item', '=', item)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * @returns its revision
 * @throws {TenkenError} `edited-meanwhile` when its last revision is not `after`
 */
export async function appendEntry(
  db: Transaction<Schema>,
  assessmentId: string,
  entry: Pick<ItemEntry, 'item' | 'role' | 'remarks' | 'basis'> & { after: number },
  { actor, now }: Change,
): Promise<number> {
  const last = await lastEntry(db, assessmentId, entry.item);
  if ((last?.revision ?? 0) !== entry.after) {
    throw new TenkenError(
      'edited-meanwhile',
      `${last?.recorded_by ?? 'Somebody'} has edited item ${entry.item} since it was read. Read it again, then edit.`,
    );
  }
  const revision = entry.after + 1;
  const { item, role, remarks, basis } = entry;
  await db
    .insertInto('item_entry')
    .values({
      assessment_id: assessmentId,
      item,
      revision,
      recorded_at: now,
      recorded_by: actor,
      role,
      remarks,
      basis,
    })
    .execute();
  const details = { item, role, remarks: remarks?.slice(0, 200) ?? null };
  const subject = `assessment:${assessmentId}`;
  await appendAudit(db, { at: now, actor, action: 'item-edited', subject, details });
  return revision;
}

export function unknown(id: string): TenkenError {
  return new TenkenError(
    'assessment-unknown',
    `There is no assessment ${id}. tenken assess list shows them.`,
  );
}
