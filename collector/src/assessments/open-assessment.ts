import type { Checklist } from '@tenken/controls';
import { own, TenkenError, text } from '@tenken/shared';
import type { Change } from '../audit/audit-entry.ts';
import { fiscalYearOf } from '../documents/japanese/calendar.ts';
import type { Repositories } from '../store/repositories.ts';
import { dateAt } from './moments.ts';
import { kindOf } from './organisation-kind.ts';
import { isSelected } from './selected-items.ts';
import { ToldError } from '../told-error.ts';

/**
 * Begins an assessment of a checklist for a system, in the fiscal year of today unless told.
 *
 * @returns its id
 * @throws {TenkenError} `system-unknown`, `organisation-kind-missing`, `usage` for a rule that the checklist has not, or
 *   one that asks nothing of this organisation
 */
export async function openAssessment(
  { systems, assessments }: Pick<Repositories, 'systems' | 'assessments'>,
  asked: { systemId: string; checklist: Checklist; rule: string; fiscalYear?: number },
  change: Change,
): Promise<string> {
  const { checklist, rule, systemId } = asked;
  const system = await systems.get(systemId, change.now);
  if (own(checklist.rules, rule) === undefined) {
    const known = Object.entries(checklist.rules).map(([id, { title }]) => `${id} (${title.ja})`);
    throw new TenkenError('usage', `${checklist.id} knows no check ${rule}. There are: ${known.join(', ')}.`);
  }
  refuseNothingAsked(checklist, rule, kindOf(system, checklist));
  const fiscalYear = asked.fiscalYear ?? fiscalYearOf(dateAt(change.now));
  const [same] = (await assessments.list({ systemId, checklist: checklist.id })).filter(
    (one) => one.rule === rule && one.fiscalYear === fiscalYear && one.frozen === null,
  );
  if (same) {
    throw ToldError.of(
      'assessment-blocked',
      text(
        `同じ点検が作業中です。一覧にある点検（${same.id.slice(0, 8)}…）を続けるか、先に固定してください。`,
        `This check is open already: go on with ${same.id}, or freeze it first.`,
      ),
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

/** A check without a question would be finished before it begins. */
function refuseNothingAsked(
  { id, items, rules }: Checklist,
  rule: string,
  kind: Checklist['organisationKinds'][number],
): void {
  const checks = own(rules, rule)?.checks ?? 'all';
  if (items.some((item) => item.appliesTo.includes(kind.id) && isSelected(item, checks))) return;
  throw new TenkenError(
    'usage',
    `${id} asks nothing in this check (${own(rules, rule)?.title.ja ?? rule}) of ${kind.name.ja}. Choose another check, or correct the kind of organisation with tenken system set --kind.`,
  );
}
