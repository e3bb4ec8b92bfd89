import { createHash, randomUUID } from 'node:crypto';
import { TenkenError } from '@tenken/shared';
import type { Transaction } from 'kysely';
import type { Change } from '../../audit/audit-entry.ts';
import type { Attestation, ItemKey, Plan } from './answer-repository.ts';
import { appendAudit } from '../audit-repository.ts';
import { held } from './held.ts';
import type { Schema } from '../schema.ts';

// One answer and one plan hold of each item: a new one takes the place of the one before, within a transaction that
// may hold more.

export type NewAttestation = Pick<Attestation, 'id' | 'answer' | 'note' | 'person' | 'expiresOn'> & {
  files: readonly { name: string; mediaType: string; content: Buffer }[];
  /** An answer before, whose attached files show this one as well. */
  filesOf: string | null;
  /** Of those, by SHA-256, what this one does not show any more. */
  dropsFiles?: readonly string[];
};

export async function replaceAttestation(
  db: Transaction<Schema>,
  key: ItemKey,
  answer: NewAttestation,
  { actor, now }: Change,
): Promise<void> {
  await endOf(db, 'attestation', key, now);
  const { id, answer: said, note, person, expiresOn, files, filesOf, dropsFiles = [] } = answer;
  await db
    .insertInto('attestation')
    .values({
      ...held({ actor, now }),
      ...columnsOf(key),
      id,
      answer: said,
      note,
      person,
      expires_on: expiresOn,
    })
    .execute();
  // What is attached once more stands there under its new name.
  const gone = new Set(dropsFiles);
  for (const { name, mediaType, content } of files) {
    const sha256 = createHash('sha256').update(content).digest('hex');
    gone.add(sha256);
    await db
      .insertInto('attached_file')
      .values({ sha256, content })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await db
      .insertInto('attachment')
      .values({ attestation_id: id, sha256, name, media_type: mediaType, bytes: content.length })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const before =
    filesOf === null
      ? []
      : await db.selectFrom('attachment').selectAll().where('attestation_id', '=', filesOf).execute();
  const kept = before.filter(({ sha256 }) => !gone.has(sha256));
  for (const row of kept) {
    await db
      .insertInto('attachment')
      .values({ ...row, attestation_id: id })
      .execute();
  }
  const details = { answer: said, person, expiresOn, files: files.length + kept.length };
  await appendAudit(db, { at: now, actor, action: 'attestation-made', subject: subjectOf(key), details });
}

/** @returns false when nobody has answered */
export async function withdrawAttestation(
  db: Transaction<Schema>,
  key: ItemKey,
  { actor, now }: Change,
): Promise<boolean> {
  if (!(await endOf(db, 'attestation', key, now))) return false;
  await appendAudit(db, { at: now, actor, action: 'attestation-withdrawn', subject: subjectOf(key) });
  return true;
}

export async function replacePlan(
  db: Transaction<Schema>,
  key: ItemKey,
  { owner, dueOn, text }: Pick<Plan, 'owner' | 'dueOn' | 'text'>,
  { actor, now }: Change,
): Promise<void> {
  await endOf(db, 'plan', key, now);
  await db
    .insertInto('plan')
    .values({
      ...held({ actor, now }),
      ...columnsOf(key),
      id: randomUUID(),
      owner,
      due_on: dueOn,
      content: text,
    })
    .execute();
  const details = { owner, dueOn };
  await appendAudit(db, { at: now, actor, action: 'plan-made', subject: subjectOf(key), details });
}

/** @returns false when there is no plan */
export async function withdrawPlan(
  db: Transaction<Schema>,
  key: ItemKey,
  { actor, now }: Change,
): Promise<boolean> {
  if (!(await endOf(db, 'plan', key, now))) return false;
  await appendAudit(db, { at: now, actor, action: 'plan-withdrawn', subject: subjectOf(key) });
  return true;
}

/** What holds of an item at this point of the transaction; null: nothing. */
export async function heldId(
  db: Transaction<Schema>,
  table: 'attestation' | 'plan',
  { systemId, checklist, item }: ItemKey,
): Promise<string | null> {
  const row = await db
    .selectFrom(table)
    .select('id')
    .where('withdrawn_at', 'is', null)
    .where('system_id', '=', systemId)
    .where('checklist', '=', checklist)
    .where('item', '=', item)
    .executeTakeFirst();
  return row?.id ?? null;
}

/**
 * @param after beginning of the id that somebody has read, null for none; undefined: nobody says what they have read
 * @throws {TenkenError} `edited-meanwhile` when another holds
 */
export function refuseOther(holds: string | null, after: string | null | undefined, item: string): void {
  if (after === undefined) return;
  if (after === null ? holds === null : holds?.startsWith(after) === true) return;
  throw new TenkenError(
    'edited-meanwhile',
    `Somebody has changed item ${item} since it was read. Read it again, then decide which text holds.`,
  );
}

async function endOf(
  db: Transaction<Schema>,
  table: 'attestation' | 'plan',
  { systemId, checklist, item }: ItemKey,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable(table)
    .set({ withdrawn_at: now })
    .where('withdrawn_at', 'is', null)
    .where('system_id', '=', systemId)
    .where('checklist', '=', checklist)
    .where('item', '=', item)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function columnsOf({ systemId, checklist, item }: ItemKey) {
  return { system_id: systemId, checklist, item };
}

/** As the audit log names an item. */
function subjectOf({ systemId, checklist, item }: ItemKey): string {
  return `item:${systemId}/${checklist}/${item}`;
}
