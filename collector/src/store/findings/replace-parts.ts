import { sql } from 'kysely';
import {
  countReplaced,
  countSets,
  countedColumns,
  countsOf,
  isFailure,
  movesSets,
  newestFailure,
  storeCounts,
} from './counted-findings.ts';
import type { Counted, CountedHost, HostCounts } from './counted-findings.ts';
import { writeFindings } from './finding-rows.ts';
import type { JudgedFinding, Replaced, Standing } from './finding-rows.ts';
import type { RequirementSets } from './requirement-sets.ts';
import type { Db } from '../reports/evidence-repository.ts';
import type { HostRow } from '../schema.ts';
import { bulkSelect } from '../sql/bulk.ts';
import { endDay } from '../tallies/day-end.ts';
import { TallyChanges } from '../tallies/tally-changes.ts';

/** What was judged anew of one host: every finding of some controls. All others stay as they are. */
export type JudgedInPart = {
  /** As it was when it was found to be due. */
  host: { id: string; lastSequence: number; judgedBy: string | null; edition: number };
  /** The same set for all hosts of which the same was judged. */
  controls: ReadonlySet<string>;
  findings: readonly JudgedFinding[];
  judgedBy: string;
};

type Waiting = Counted &
  Pick<HostRow, 'id' | 'needs_evaluation' | 'last_sequence' | 'judged_by' | 'judged_edition' | 'status'>;

const waitingColumns = [
  'id',
  ...countedColumns,
  'needs_evaluation',
  'last_sequence',
  'judged_by',
  'judged_edition',
  'status',
] as const;

const selectWaiting = bulkSelect<{ id: string }, Waiting>(
  ['id'],
  (ids) =>
    sql`select ${sql.join(waitingColumns.map((name) => sql.ref(name)))} from host where id in (${ids})`,
);

type ControlOfHost = { host_id: string; control: string };

const selectStanding = bulkSelect<ControlOfHost, Standing & ControlOfHost>(
  ['host_id', 'control'],
  (keys) => sql`select host_id, control, variant, outcome, reason, since_at, due_at
    from finding where (host_id, control) in (${keys})`,
);

const selectNewestFailures = bulkSelect<{ id: string }, { host_id: string; at: number }>(
  ['id'],
  (ids) => sql`select host_id, max(since_at) as at from finding
    where host_id in (${ids}) and outcome = 'fail' and variant = 'default' group by host_id`,
);

/**
 * Stores what was judged anew of hosts in part, in a transaction of the caller's that has locked them. A host that has
 * said something since it was found to be due, or that another collector has judged, is left as it is: it is due still,
 * or not any more. One that is counted by other sets is judged as a whole the next time.
 *
 * @param parts each host once
 * @returns how many hosts it was stored for
 */
export async function replaceParts(
  db: Db,
  parts: readonly JudgedInPart[],
  now: number,
  sets: RequirementSets,
): Promise<number> {
  await endDay(db, now);
  const known = await selectWaiting(
    db,
    parts.map(({ host }) => ({ id: host.id })),
  );
  const waiting = new Map(known.map((row) => [row.id, row]));
  const due = parts.flatMap((part) => {
    const row = waiting.get(part.host.id);
    return row && isDue(row, part) ? { ...part, row } : [];
  });
  const [current, others] = [true, false].map((own) =>
    due.filter(({ row }) => (row.sets_version === sets.version) === own),
  ) as [DuePart[], DuePart[]];
  // One that was revoked lost its findings when it was judged for that.
  const judged = current.filter(({ controls, row }) => controls.size > 0 && row.status !== 'revoked');
  const counts = await replaceJudged(db, judged, now, sets);
  await storeCounts(db, [
    ...current.map(({ row, judgedBy, host }) => ({
      id: row.id,
      host: row,
      counts: counts.get(row.id) ?? {},
      beside: { judged_by: judgedBy, judged_edition: host.edition },
    })),
    ...others.map(({ row }) => ({ id: row.id, host: row, counts: {}, beside: { judged_by: null } })),
  ]);
  return current.length;
}

type DuePart = JudgedInPart & { row: Waiting };

function isDue(row: Waiting, { host }: JudgedInPart): boolean {
  return (
    row.last_sequence === host.lastSequence &&
    row.judged_by === host.judgedBy &&
    row.judged_edition < host.edition &&
    row.needs_evaluation === 0
  );
}

type PartWritten = DuePart & {
  before: readonly Standing[];
  written: readonly Replaced[];
  after: readonly Standing[];
};

/** @returns what is counted of each host now */
async function replaceJudged(
  db: Db,
  parts: readonly DuePart[],
  now: number,
  sets: RequirementSets,
): Promise<ReadonlyMap<string, CountedHost['counts']>> {
  const standing = await standingOf(db, parts, ({ controls }) => [...controls]);
  const judged = parts.map(({ row, findings }) => ({ hostId: row.id, before: standing(row.id), findings }));
  const replaced = await writeFindings(db, judged, now);
  const all = parts.map((part, place): PartWritten => {
    const written = replaced[place] ?? [];
    return {
      ...part,
      before: standing(part.row.id),
      written,
      after: written.flatMap(({ row }) => row ?? []),
    };
  });
  // One for all: whoever writes tallies for one host after another waits for who does so in another order.
  const tally = new TallyChanges();
  for (const { row, written } of all) for (const one of written) countReplaced(tally, row, one, now);
  await countMovedSets(db, all, tally, sets);
  await tally.write(db);
  const newest = await newestFailures(db, all);
  return new Map(
    all.map(({ row, before, after }) => [
      row.id,
      { ...movedCounts(row, before, after), newest_failure_at: newest.get(row.id) ?? null },
    ]),
  );
}

async function standingOf(
  db: Db,
  parts: readonly DuePart[],
  controlsOf: (part: DuePart) => readonly string[],
): Promise<(hostId: string) => readonly Standing[]> {
  const rows = await selectStanding(
    db,
    parts.flatMap((part) => controlsOf(part).map((control) => ({ host_id: part.row.id, control }))),
  );
  const byHost = Map.groupBy(rows, ({ host_id: host }) => host);
  return (hostId) => byHost.get(hostId) ?? [];
}

/** What else a set asks for is looked at only where one of its findings has become another to it. */
async function countMovedSets(
  db: Db,
  parts: readonly PartWritten[],
  tally: TallyChanges,
  sets: RequirementSets,
): Promise<void> {
  const moved = parts.filter(({ written }) => movesSets(written));
  const beside = await standingOf(db, moved, ({ controls }) => touchedBy(sets, controls).beside);
  for (const { row, controls, before, after } of moved) {
    const stays = beside(row.id);
    countSets(tally, touchedBy(sets, controls).sets, [...stays, ...before], [...stays, ...after]);
  }
}

function movedCounts(row: Counted, before: readonly Standing[], after: readonly Standing[]): HostCounts {
  const [less, more] = [countsOf(before), countsOf(after)];
  const names = Object.keys(more) as (keyof HostCounts)[];
  return Object.fromEntries(names.map((name) => [name, row[name] - less[name] + more[name]])) as HostCounts;
}

/** Where what failed last fails no more, it is looked for among all others. */
async function newestFailures(
  db: Db,
  parts: readonly PartWritten[],
): Promise<ReadonlyMap<string, number | null>> {
  const newest = new Map<string, number | null>();
  const sought: { id: string }[] = [];
  for (const { row, before, after } of parts) {
    const { id, newest_failure_at: known } = row;
    const own = newestFailure(after);
    if (own !== null && own >= (known ?? 0)) newest.set(id, own);
    else if (before.some((one) => isFailure(one) && one.since_at === known)) sought.push({ id });
    else newest.set(id, known);
  }
  for (const { host_id: id, at } of await selectNewestFailures(db, sought)) newest.set(id, at);
  return newest;
}

/** The sets that a change of these controls can let pass or not, and what else one of them asks for. */
type Touched = { sets: RequirementSets; beside: readonly string[] };

const touchedOf = new WeakMap<ReadonlySet<string>, { of: RequirementSets; touched: Touched }>();

function touchedBy(sets: RequirementSets, controls: ReadonlySet<string>): Touched {
  const before = touchedOf.get(controls);
  if (before?.of === sets) return before.touched;
  const own = sets.sets.filter(({ members }) => members.some(({ control }) => controls.has(control)));
  const asked = new Set(own.flatMap(({ members }) => members.map(({ control }) => control)));
  const beside = [...asked.difference(controls)].toSorted();
  const touched = { sets: { version: sets.version, sets: own }, beside };
  touchedOf.set(controls, { of: sets, touched });
  return touched;
}
