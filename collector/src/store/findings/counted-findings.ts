import { defaultVariant } from '@tenken/controls';
import type { Outcome } from '@tenken/shared';
import { notReported } from './change-repository.ts';
import type { Replaced, Standing } from './finding-rows.ts';
import { passingSets, setState } from './requirement-sets.ts';
import type { RequirementSets } from './requirement-sets.ts';
import type { Db } from '../reports/evidence-repository.ts';
import type { HostRow } from '../schema.ts';
import { bulkUpdate } from '../sql/bulk.ts';
import type { ColumnType } from '../sql/bulk.ts';
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

/** Whether a set of an item may pass now that did not, or the other way round. */
export function movesSets(replaced: readonly Replaced[]): boolean {
  return replaced.some(({ old, row }) => setState(old) !== setState(row));
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

/** What is written of a host, with its type. */
const written = {
  passes: 'integer',
  failures: 'integer',
  unknowns: 'integer',
  errors: 'integer',
  not_applicables: 'integer',
  newest_failure_at: 'bigint',
  sets_version: 'text',
  judged_by: 'text',
  judged_edition: 'bigint',
} as const satisfies Partial<Record<keyof HostRow, ColumnType>>;

type Written = Partial<Pick<HostRow, keyof typeof written>>;

/** What is counted of a host. */
export type CountedHost = {
  id: string;
  /** As it is stored. */
  host: Counted;
  counts: Partial<StoredCounts>;
  /** What is written in any case. */
  beside?: Omit<Written, keyof StoredCounts>;
};

const updates = new Map<string, ReturnType<typeof updateOf>>();

function updateOf(names: readonly (keyof Written)[]) {
  const set = Object.fromEntries(names.map((name) => [name, written[name]]));
  return bulkUpdate<Written & { id: string }>('host', { keys: { id: 'text' }, set });
}

/** Each of the numbers stands in an index: only what has changed is written. */
export async function storeCounts(db: Db, hosts: readonly CountedHost[]): Promise<void> {
  const rows = hosts.map(({ id, host, counts, beside = {} }) => {
    const changed = Object.entries(counts).filter(([name, value]) => host[name as keyof Counted] !== value);
    return {
      names: Object.keys({ ...Object.fromEntries(changed), ...beside }) as (keyof Written)[],
      row: { ...counts, ...beside, id },
    };
  });
  for (const [key, alike] of Map.groupBy(rows, ({ names }) => names.join(' '))) {
    const names = alike[0]?.names ?? [];
    if (names.length === 0) continue;
    const update = updates.get(key) ?? updateOf(names);
    updates.set(key, update);
    await update(
      db,
      alike.map(({ row }) => row),
    );
  }
}
