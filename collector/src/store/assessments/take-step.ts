import { text } from '@tenken/shared';
import type { AuditDetails, SignedChange } from '../../audit/audit-entry.ts';
import { ToldError } from '../../told-error.ts';
import { appendAudit } from '../audit-repository.ts';
import type { Store } from '../store.ts';
import { assessmentOf, subjectOf } from './assessment.ts';
import type { Assessment } from './assessment.ts';
import type { AssessmentRow } from './assessment-tables.ts';
import { unknown } from './item-entry-rows.ts';

/** The freezing that somebody has looked at, milliseconds since 1970; another may have come after a 差戻し. */
export type ReadFreeze = { frozenAt?: number };

/**
 * A step of an assessment that depends on those before it, and its line of the audit log.
 *
 * @throws {TenkenError} `assessment-unknown`, and what `take` throws
 */
export async function takeStep(
  store: Pick<Store, 'write'>,
  id: string,
  action: 'assessment-reviewed' | 'assessment-closed' | 'assessment-sent-back',
  { actor, now, person }: SignedChange,
  take: (assessment: Assessment) => { columns: Partial<AssessmentRow>; details?: AuditDetails },
): Promise<void> {
  await store.write.transaction().execute(async (db) => {
    const row = await db.selectFrom('assessment').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw unknown(id);
    const { columns, details } = take(assessmentOf(row));
    await db.updateTable('assessment').set(columns).where('id', '=', id).execute();
    await appendAudit(db, {
      at: now,
      actor,
      action,
      subject: subjectOf(id),
      details: { person, ...details },
    });
  });
}

/** Who signs must have seen what they sign. @throws {ToldError} `edited-meanwhile` */
export function refuseOther({ frozen }: Assessment, { frozenAt }: ReadFreeze): void {
  if (frozenAt === undefined || frozen?.at === frozenAt) return;
  throw ToldError.of(
    'edited-meanwhile',
    text(
      'この点検は、あなたが見た後で差し戻されています。今の内容を確かめてから、もう一度行ってください。',
      'This assessment was sent back after you looked at it. Look at what it says now, then do it again.',
    ),
  );
}
