import type { Checklist } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import type { Change } from '../audit/audit-entry.ts';
import { fiscalYearOf } from '../documents/japanese/calendar.ts';
import type { Repositories } from '../store/repositories.ts';
import { dateAt } from './moments.ts';

/**
 * Begins an assessment of a checklist for a system, in the fiscal year of today unless told.
 *
 * @returns its id
 * @throws {TenkenError} `system-unknown`, `usage` for a rule that the checklist has not
 */
export async function openAssessment(
  { systems, assessments }: Pick<Repositories, 'systems' | 'assessments'>,
  asked: { systemId: string; checklist: Checklist; rule: string; fiscalYear?: number },
  change: Change,
): Promise<string> {
  const { checklist, rule, systemId } = asked;
  await systems.get(systemId, change.now);
  if (!(rule in checklist.rules)) {
    const known = Object.entries(checklist.rules).map(([id, { title }]) => `${id} (${title.ja})`);
    throw new TenkenError('usage', `${checklist.id} knows no check ${rule}. There are: ${known.join(', ')}.`);
  }
  const fiscalYear = asked.fiscalYear ?? fiscalYearOf(dateAt(change.now));
  const [same] = (await assessments.list({ systemId, checklist: checklist.id })).filter(
    (one) => one.rule === rule && one.fiscalYear === fiscalYear && one.frozen === null,
  );
  if (same) {
    throw new TenkenError(
      'assessment-blocked',
      `This check is open already: go on with ${same.id}, or freeze it first.`,
    );
  }
  return assessments.open(
    {
      systemId,
      checklist: checklist.id,
      edition: checklist.edition,
      rule,
      fiscalYear,
    },
    change,
  );
}
