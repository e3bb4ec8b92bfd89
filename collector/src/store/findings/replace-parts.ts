import {
  countReplaced,
  countSets,
  countedColumns,
  countsOf,
  isFailure,
  newestFailure,
  storeCounts,
} from './counted-findings.ts';
import type { Counted, HostCounts, StoredCounts } from './counted-findings.ts';
import { writeFindings } from './finding-rows.ts';
import type { JudgedFinding, Standing } from './finding-rows.ts';
import type { RequirementSets } from './requirement-sets.ts';
import { hostMarks } from '../hosts/host-marks.ts';
import type { Db } from '../reports/evidence-repository.ts';
import type { HostRow } from '../schema.ts';
import { preparedQuery, preparedRows } from '../sql/prepared-query.ts';
import { endDay } from '../tallies/day-end.ts';
import { TallyChanges } from '../tallies/tally-changes.ts';

/** What was judged anew of one host: every finding of some controls. All others stay as they are. */
export type JudgedInPart = {
  /** As it was when it was found to be due. */
  host: { id: string; lastSequence: number; judgedBy: string | null };
  /** The same set for all hosts of which the same was judged. */
  controls: ReadonlySet<string>;
  findings: readonly JudgedFinding[];
  judgedBy: string;
};

type Waiting = Counted & Pick<HostRow, 'needs_evaluation' | 'last_sequence' | 'judged_by' | 'status'>;

const selectWaiting = preparedQuery<{ hostId: string }, Waiting>((db, slot) =>
  db
    .selectFrom('host')
    .select([...countedColumns, 'needs_evaluation', 'last_sequence', 'judged_by', 'status'])
    .where('id', '=', slot('hostId')),
);

type ControlOfHost = { hostId: string; control: string };

const selectStanding = preparedRows<ControlOfHost, Standing>(['hostId', 'control'], (db, rows) =>
  db
    .selectFrom('finding')
    .select(['control', 'variant', 'outcome', 'reason', 'since_at', 'due_at'])
    .where('host_id', '=', rows[0]?.hostId as never)
    .where(
      'control',
      'in',
      rows.map(({ control }) => control),
    ),
);

const selectNewestFailure = preparedQuery<{ hostId: string }, { at: number | null }>((db, slot) =>
  db
    .selectFrom('finding')
    .select(({ fn }) => fn.max<number | null>('since_at').as('at'))
    .where('host_id', '=', slot('hostId'))
    .where('outcome', '=', 'fail')
    .where('variant', '=', 'default'),
);

const storeJudged = preparedQuery<{ hostId: string; judgedBy: string | null }>((db, slot) =>
  db
    .updateTable('host')
    .set({ judged_by: slot('judgedBy') })
    .where('id', '=', slot('hostId')),
);

/**
 * Stores what was judged anew of hosts in part, in a transaction of the caller's that has locked them. A host that has
 * said something since it was found to be due, or that another collector has judged, is left as it is: it is due still,
 * or not any more. One that is counted by other sets is judged as a whole the next time.
 *
 * @returns how many hosts it was stored for
 */
export async function replaceParts(
  db: Db,
  parts: readonly JudgedInPart[],
  now: number,
  sets: RequirementSets,
): Promise<number> {
  await endDay(db, now);
  // One for all: whoever writes tallies for one host after another waits for who does so in another order.
  const tally = new TallyChanges();
  let stored = 0;
  for (const { host, controls, findings, judgedBy } of parts) {
    const hostId = host.id;
    const [row] = await selectWaiting(db, { hostId });
    if (row?.last_sequence !== host.lastSequence || row.judged_by !== host.judgedBy) continue;
    if (row.needs_evaluation !== hostMarks.anew) continue;
    if (row.sets_version !== sets.version) {
      await storeJudged(db, { hostId, judgedBy: null });
      continue;
    }
    // One that was revoked lost its findings when it was judged for that.
    const isJudged = controls.size > 0 && row.status !== 'revoked';
    const counts = isJudged
      ? await replacePart(db, hostId, { row, controls, findings, now, sets, tally })
      : {};
    const beside = { needs_evaluation: hostMarks.none, judged_by: judgedBy };
    await storeCounts(db, hostId, row, { counts, beside });
    stored += 1;
  }
  await tally.write(db);
  return stored;
}

type Part = Pick<JudgedInPart, 'controls' | 'findings'> & {
  row: Counted;
  now: number;
  sets: RequirementSets;
  tally: TallyChanges;
};

/** @returns what is counted of the host now */
async function replacePart(
  db: Db,
  hostId: string,
  { row, controls, findings, now, sets, tally }: Part,
): Promise<Partial<StoredCounts>> {
  const touched = touchedBy(sets, controls);
  const standing = await selectStanding(
    db,
    touched.controls.map((control) => ({ hostId, control })),
  );
  const [before, beside] = [true, false].map((own) =>
    standing.filter(({ control }) => controls.has(control) === own),
  ) as [Standing[], Standing[]];
  const written = await writeFindings(db, hostId, { before, findings, now });
  for (const one of written) countReplaced(tally, row, one, now);
  const after = written.flatMap((one) => one.row ?? []);
  countSets(tally, touched.sets, standing, [...beside, ...after]);
  const newest = await newestFailureOf(db, hostId, { row, before, after });
  return { ...movedCounts(row, before, after), newest_failure_at: newest };
}

function movedCounts(row: Counted, before: readonly Standing[], after: readonly Standing[]): HostCounts {
  const [less, more] = [countsOf(before), countsOf(after)];
  const names = Object.keys(more) as (keyof HostCounts)[];
  return Object.fromEntries(names.map((name) => [name, row[name] - less[name] + more[name]])) as HostCounts;
}

/** Where what failed last fails no more, it is looked for among all others. */
async function newestFailureOf(
  db: Db,
  hostId: string,
  {
    row: { newest_failure_at: known },
    before,
    after,
  }: { row: Counted; before: readonly Standing[]; after: readonly Standing[] },
): Promise<number | null> {
  const own = newestFailure(after);
  if (own !== null && own >= (known ?? 0)) return own;
  if (!before.some((one) => isFailure(one) && one.since_at === known)) return known;
  const [newest] = await selectNewestFailure(db, { hostId });
  return newest?.at ?? null;
}

/** The sets that a change of these controls can let pass or not, and every control that one of them asks for. */
type Touched = { sets: RequirementSets; controls: readonly string[] };

const touchedOf = new WeakMap<ReadonlySet<string>, { of: RequirementSets; touched: Touched }>();

function touchedBy(sets: RequirementSets, controls: ReadonlySet<string>): Touched {
  const before = touchedOf.get(controls);
  if (before?.of === sets) return before.touched;
  const own = sets.sets.filter(({ members }) => members.some(({ control }) => controls.has(control)));
  const all = new Set([...controls, ...own.flatMap(({ members }) => members.map(({ control }) => control))]);
  const touched = { sets: { version: sets.version, sets: own }, controls: [...all].toSorted() };
  touchedOf.set(controls, { of: sets, touched });
  return touched;
}
