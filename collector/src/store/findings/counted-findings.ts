import { defaultVariant } from '@tenken/controls';
import type { Outcome } from '@tenken/shared';
import { notReported } from './change-repository.ts';
import type { Replaced, Standing } from './finding-rows.ts';
import { passingSets } from './requirement-sets.ts';
import type { RequirementSets } from './requirement-sets.ts';
import type { Db } from '../reports/evidence-repository.ts';
import type { HostRow } from '../schema.ts';
import { preparedQuery } from '../sql/prepared-query.ts';
import { dayNumber, hourNumber } from '../tallies/days.ts';
import type { TallyChanges } from '../tallies/tally-changes.ts';

/** Columns of a host by which and in which its findings are counted. */
export const countedColumns = [
  'label',
  'platform',
  'system',
  'passes',
  'failures',
  'unknowns',
  'errors',
  'not_applicables',
  'newest_failure_at',
  'sets_version',
] as const;

export type Counted = Pick<HostRow, (typeof countedColumns)[number]>;

/** What a change of one finding does to the tallies. */
export function countReplaced(tally: TallyChanges, host: Counted, { old, row }: Replaced, now: number): void {
  const { control, variant } = old ?? row ?? { control: '', variant: '' };
  const isDefault = variant === defaultVariant;
  if (old?.outcome !== row?.outcome) {
    if (old) tally.finding(old, host, -1);
    if (row) tally.finding(row, host, 1);
    // What rests on no report is no judgement that something could have changed from.
    if (row && isDefault && row.reason !== notReported) {
      const before = old === null || old.reason === notReported ? '' : (old.outcome as Outcome);
      tally.changed(hourNumber(now), control, before, row.outcome as Outcome);
    }
  }
  if (!isDefault) return;
  const [oldDay, day] = [old, row].map((one) =>
    one?.outcome === 'pass' && one.due_at !== null ? dayNumber(one.due_at) : null,
  );
  if (oldDay === day) return;
  if (typeof oldDay === 'number') tally.due(control, oldDay, -1);
  if (typeof day === 'number') tally.due(control, day, 1);
}

/** Which sets pass now and did not, and the other way round. */
export function countSets(
  tally: TallyChanges,
  sets: RequirementSets,
  before: readonly Standing[],
  after: readonly Standing[],
): void {
  const old = passingSets(sets, before);
  const young = passingSets(sets, after);
  for (const id of old.difference(young)) tally.passing(sets.version, id, -1);
  for (const id of young.difference(old)) tally.passing(sets.version, id, 1);
}

export type HostCounts = Pick<Counted, 'passes' | 'failures' | 'unknowns' | 'errors' | 'not_applicables'>;

/** Of findings under the controls' own limits. */
export function countsOf(rows: readonly Standing[]): HostCounts {
  const own = rows.filter(({ variant }) => variant === defaultVariant);
  const of = (wanted: Outcome) => own.filter(({ outcome }) => outcome === wanted).length;
  return {
    passes: of('pass'),
    failures: of('fail'),
    unknowns: of('unknown'),
    errors: of('error'),
    not_applicables: of('not-applicable'),
  };
}

/** Under the control's own limits. */
export function isFailure({ outcome, variant }: Pick<Standing, 'outcome' | 'variant'>): boolean {
  return outcome === 'fail' && variant === defaultVariant;
}

/** Since when the newest of these failures holds; null without one. */
export function newestFailure(rows: readonly Standing[]): number | null {
  const since = rows.filter(isFailure).map((row) => row.since_at ?? 0);
  return since.length === 0 ? null : Math.max(...since);
}

export type StoredCounts = HostCounts & Pick<Counted, 'newest_failure_at' | 'sets_version'>;

type Written = Partial<Pick<HostRow, keyof StoredCounts | 'needs_evaluation' | 'judged_by'>>;

const updates = new Map<string, ReturnType<typeof preparedUpdate>>();

function preparedUpdate(names: readonly (keyof Written)[]) {
  return preparedQuery<Written & { id: string }>((db, slot) =>
    db
      .updateTable('host')
      .set(Object.fromEntries(names.map((name) => [name, slot(name)])))
      .where('id', '=', slot('id')),
  );
}

/**
 * Each of the numbers stands in an index: only what has changed is written.
 *
 * @param beside what is written in any case
 */
export async function storeCounts(
  db: Db,
  id: string,
  host: Counted,
  { counts, beside = {} }: { counts: Partial<StoredCounts>; beside?: Omit<Written, keyof StoredCounts> },
): Promise<void> {
  const changed = Object.entries(counts).filter(([name, value]) => host[name as keyof Counted] !== value);
  const values: Written = { ...Object.fromEntries(changed), ...beside };
  const names = Object.keys(values) as (keyof Written)[];
  if (names.length === 0) return;
  const key = names.join(' ');
  const update = updates.get(key) ?? preparedUpdate(names);
  updates.set(key, update);
  await update(db, { ...values, id });
}
