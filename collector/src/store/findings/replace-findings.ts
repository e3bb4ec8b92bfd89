import { defaultVariant } from '@tenken/controls';
import type { EndingFinding } from '@tenken/controls';
import type { Outcome } from '@tenken/shared';
import { noteFailures } from '../alerts/alert-causes.ts';
import { notReported } from './change-repository.ts';
import { endDay } from '../tallies/day-end.ts';
import { dayNumber, hourNumber } from '../tallies/days.ts';
import type { Db } from '../reports/evidence-repository.ts';
import { inChunks } from '../sql/in-chunks.ts';
import { preparedInsert, preparedQuery } from '../sql/prepared-query.ts';
import { passingSets } from './requirement-sets.ts';
import type { RequirementSets } from './requirement-sets.ts';
import type { FindingRow, FindingSpanRow, HostRow } from '../schema.ts';
import { TallyChanges } from '../tallies/tally-changes.ts';

export type JudgedFinding = EndingFinding & { variant: string };

type Before = Pick<FindingRow, 'control' | 'variant' | 'outcome' | 'reason' | 'since_at' | 'due_at'>;

type Counted = Pick<
  HostRow,
  | 'label'
  | 'platform'
  | 'system'
  | 'passes'
  | 'failures'
  | 'unknowns'
  | 'errors'
  | 'not_applicables'
  | 'newest_failure_at'
  | 'sets_version'
>;

const selectBefore = preparedQuery<{ hostId: string }, Before>((db, slot) =>
  db
    .selectFrom('finding')
    .select(['control', 'variant', 'outcome', 'reason', 'since_at', 'due_at'])
    .where('host_id', '=', slot('hostId')),
);

const selectCounted = preparedQuery<{ hostId: string }, Counted>((db, slot) =>
  db
    .selectFrom('host')
    .select([
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
    ])
    .where('id', '=', slot('hostId')),
);

const findingColumns = [
  'host_id',
  'control',
  'variant',
  'outcome',
  'reason',
  'parameters',
  'observed',
  'expected',
  'evidence',
  'since_at',
  'evaluated_at',
  'valid_until_at',
  'due_at',
] as const;

const replaceRows = preparedInsert<FindingRow>(findingColumns, (db, rows) =>
  db
    .insertInto('finding')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['host_id', 'control', 'variant']).doUpdateSet((set) => ({
        outcome: set.ref('excluded.outcome'),
        reason: set.ref('excluded.reason'),
        parameters: set.ref('excluded.parameters'),
        observed: set.ref('excluded.observed'),
        expected: set.ref('excluded.expected'),
        evidence: set.ref('excluded.evidence'),
        since_at: set.ref('excluded.since_at'),
        evaluated_at: set.ref('excluded.evaluated_at'),
        valid_until_at: set.ref('excluded.valid_until_at'),
        due_at: set.ref('excluded.due_at'),
      })),
    ),
);

/** Where the verdict stays: naming its columns would write the indexes on them anew for every row. */
const confirmRows = preparedInsert<FindingRow>(findingColumns, (db, rows) =>
  db
    .insertInto('finding')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['host_id', 'control', 'variant']).doUpdateSet((set) => ({
        parameters: set.ref('excluded.parameters'),
        observed: set.ref('excluded.observed'),
        expected: set.ref('excluded.expected'),
        evidence: set.ref('excluded.evidence'),
        evaluated_at: set.ref('excluded.evaluated_at'),
        valid_until_at: set.ref('excluded.valid_until_at'),
      })),
    ),
);

type FindingKey = { hostId: string; control: string; variant: string };

const endSpan = preparedQuery<FindingKey & { at: number }>((db, slot) =>
  db
    .updateTable('finding_span')
    .set({ to_at: slot('at') })
    .where('host_id', '=', slot('hostId'))
    .where('control', '=', slot('control'))
    .where('variant', '=', slot('variant'))
    .where('to_at', 'is', null),
);

const beginSpans = preparedInsert<FindingSpanRow>(
  ['host_id', 'control', 'variant', 'outcome', 'reason', 'from_at', 'to_at'],
  (db, rows) =>
    db
      .insertInto('finding_span')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['host_id', 'control', 'variant', 'from_at']).doUpdateSet((set) => ({
          outcome: set.ref('excluded.outcome'),
          reason: set.ref('excluded.reason'),
          to_at: null,
        })),
      ),
);

const removeFinding = preparedQuery<FindingKey>((db, slot) =>
  db
    .deleteFrom('finding')
    .where('host_id', '=', slot('hostId'))
    .where('control', '=', slot('control'))
    .where('variant', '=', slot('variant')),
);

/**
 * Puts the findings of one host in the place of those before, with everything that is counted of them, in a transaction
 * of the caller's. A finding whose outcome and reason stay keeps its `since`; one that changes ends a span and begins
 * another.
 */
export async function replaceFindings(
  db: Db,
  hostId: string,
  findings: readonly JudgedFinding[],
  now: number,
  sets: RequirementSets,
): Promise<void> {
  const [host] = await selectCounted(db, { hostId });
  if (!host) throw new Error('findings of a host that is not here');
  await endDay(db, now);
  const before = await selectBefore(db, { hostId });
  const gone = new Map(before.map((row) => [keyOf(row), row]));
  const tally = new TallyChanges();
  const confirmed: FindingRow[] = [];
  const replaced: FindingRow[] = [];
  const begun: FindingSpanRow[] = [];
  for (const finding of findings) {
    const old = gone.get(keyOf(finding));
    gone.delete(keyOf(finding));
    const same = old?.outcome === finding.outcome && old.reason === finding.reason;
    const row = rowOf(hostId, finding, same ? old.since_at : now, now);
    (same && old.due_at === row.due_at ? confirmed : replaced).push(row);
    count(tally, host, old ?? null, row, now);
    if (same) continue;
    if (old) await endSpan(db, { hostId, control: row.control, variant: row.variant, at: now });
    const { host_id, control, variant, outcome, reason } = row;
    begun.push({ host_id, control, variant, outcome, reason, from_at: now, to_at: null });
  }
  await inChunks(db, confirmed, confirmRows);
  await inChunks(db, replaced, replaceRows);
  // Before the spans begin: what failed last is looked up in those that are there.
  await noteFailures(db, begun);
  await inChunks(db, begun, beginSpans);
  // A control that no longer exists has no current verdict; its history stays.
  for (const old of gone.values()) {
    const key = { hostId, control: old.control, variant: old.variant };
    await removeFinding(db, key);
    await endSpan(db, { ...key, at: now });
    count(tally, host, old, null, now);
  }
  countSets(tally, sets, host.sets_version === sets.version ? before : [], findings);
  await tally.write(db);
  const newest = newestFailure([...confirmed, ...replaced]);
  const counts = { ...countsOf(findings), newest_failure_at: newest, sets_version: sets.version };
  await storeCounts(db, hostId, host, counts);
}

/** What a change of one finding does to the tallies; null: there is none. */
function count(
  tally: TallyChanges,
  host: Counted,
  old: Before | null,
  row: FindingRow | null,
  now: number,
): void {
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

function countSets(
  tally: TallyChanges,
  sets: RequirementSets,
  before: readonly Before[],
  findings: readonly JudgedFinding[],
): void {
  const old = passingSets(sets, before);
  const young = passingSets(sets, findings);
  for (const id of old.difference(young)) tally.passing(sets.version, id, -1);
  for (const id of young.difference(old)) tally.passing(sets.version, id, 1);
}

type HostCounts = Pick<Counted, 'passes' | 'failures' | 'unknowns' | 'errors' | 'not_applicables'>;

function countsOf(findings: readonly JudgedFinding[]): HostCounts {
  const own = findings.filter(({ variant }) => variant === defaultVariant);
  const of = (wanted: Outcome) => own.filter(({ outcome }) => outcome === wanted).length;
  return {
    passes: of('pass'),
    failures: of('fail'),
    unknowns: of('unknown'),
    errors: of('error'),
    not_applicables: of('not-applicable'),
  };
}

function newestFailure(rows: readonly FindingRow[]): number | null {
  const since = rows
    .filter(({ outcome, variant }) => outcome === 'fail' && variant === defaultVariant)
    .map((row) => row.since_at ?? 0);
  return since.length === 0 ? null : Math.max(...since);
}

/** Each of the numbers stands in an index: only what has changed is written. */
async function storeCounts(
  db: Db,
  hostId: string,
  host: Counted,
  counts: HostCounts & Pick<Counted, 'newest_failure_at' | 'sets_version'>,
): Promise<void> {
  const changed = Object.entries(counts).filter(([name, value]) => host[name as keyof Counted] !== value);
  if (changed.length === 0) return;
  await db.updateTable('host').set(Object.fromEntries(changed)).where('id', '=', hostId).execute();
}

function keyOf({ control, variant }: { control: string; variant: string }): string {
  return `${control} ${variant}`;
}

function rowOf(hostId: string, finding: JudgedFinding, sinceAt: number, now: number): FindingRow {
  const { endsAt = null } = finding;
  return {
    host_id: hostId,
    control: finding.control,
    variant: finding.variant,
    outcome: finding.outcome,
    reason: finding.reason,
    parameters: JSON.stringify(finding.parameters),
    observed: JSON.stringify(finding.observed),
    expected: JSON.stringify(finding.expected),
    evidence: JSON.stringify(finding.evidence),
    since_at: sinceAt,
    evaluated_at: now,
    valid_until_at: finding.validUntil === null ? null : Date.parse(finding.validUntil),
    due_at: endsAt === null || finding.outcome !== 'pass' ? null : Date.parse(endsAt),
  };
}
