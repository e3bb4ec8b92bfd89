import { own } from '@tenken/shared';
import { checklists } from '@tenken/controls';
import type { SystemCoverage } from '../api/assessment-schemas.ts';
import { scopeAt } from '../assessments/assemble/scope-at.ts';
import { declarationGaps } from '../assessments/declaration-gaps.ts';
import { dateAt } from '../assessments/moments.ts';
import type { CollectorContext } from '../context.ts';
import { hostGroups } from '../results/groups.ts';
import type { System } from '../store/assessments/system-repository.ts';

/** Nobody reads more on a page; the pack has all of them. */
const mostShown = 200;
const mostLabels = 500;

/**
 * Which machines a system is about as of now, and what is missing before they can be judged.
 *
 * @throws {TenkenError} `system-unknown`
 */
export async function systemCoverage(
  context: CollectorContext,
  id: string,
  signal: AbortSignal,
): Promise<SystemCoverage> {
  const { repositories, staleAfterMs, now } = context;
  const moment = now().getTime();
  const system = await repositories.systems.get(id, moment);
  const options = { repositories, staleAfterMs, answeredAt: moment, signal };
  const { coverage } = await scopeAt(system, moment, options);
  const declared = await repositories.systems.declarations(id, moment);
  const departments = await hostGroups(context, 'label', mostLabels);
  return {
    basis: coverage.basis,
    ledger: coverage.ledger,
    inScope: coverage.inScope,
    reporting: coverage.reporting,
    silent: first(coverage.silent),
    neverEnrolled: first(coverage.neverEnrolled),
    unlisted: first(coverage.unlisted),
    excluded: first(coverage.excluded),
    labels: departments
      .map((department) => department.id)
      .filter(Boolean)
      .toSorted(),
    declarationGaps: gapsOf(system, declared, dateAt(moment)),
  };
}

/** Of the checklists for which the organisation has a kind: those it fills in. */
function gapsOf(
  { organisation: { kinds } }: System,
  declared: readonly { kind: string; reviewOn: string }[],
  today: string,
): SystemCoverage['declarationGaps'] {
  return checklists()
    .filter(({ id }) => Object.hasOwn(kinds, id))
    .flatMap(({ id: checklist, items }) => {
      const asked = items.filter(({ appliesTo }) => appliesTo.includes(own(kinds, checklist) ?? ''));
      return declarationGaps(asked, declared, today).map((gap) => ({ checklist, ...gap }));
    });
}

function first<Row>(rows: readonly Row[]): { total: number; first: Row[] } {
  return { total: rows.length, first: rows.slice(0, mostShown) };
}
