import {
  countReplaced,
  countSets,
  countedColumns,
  countsOf,
  newestFailure,
  storeCounts,
} from './counted-findings.ts';
import type { Counted } from './counted-findings.ts';
import { writeFindings } from './finding-rows.ts';
import type { JudgedFinding, Standing } from './finding-rows.ts';
import type { RequirementSets } from './requirement-sets.ts';
import type { Db } from '../reports/evidence-repository.ts';
import { preparedQuery } from '../sql/prepared-query.ts';
import { endDay } from '../tallies/day-end.ts';
import { TallyChanges } from '../tallies/tally-changes.ts';

const selectBefore = preparedQuery<{ hostId: string }, Standing>((db, slot) =>
  db
    .selectFrom('finding')
    .select(['control', 'variant', 'outcome', 'reason', 'since_at', 'due_at'])
    .where('host_id', '=', slot('hostId')),
);

const selectCounted = preparedQuery<{ hostId: string }, Counted>((db, slot) =>
  db.selectFrom('host').select(countedColumns).where('id', '=', slot('hostId')),
);

/**
 * Puts the findings of one host in the place of all those before, with everything that is counted of them, in a
 * transaction of the caller's.
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
  const [written = []] = await writeFindings(db, [{ hostId, before, findings }], now);
  const tally = new TallyChanges();
  for (const one of written) countReplaced(tally, host, one, now);
  const after = written.flatMap(({ row }) => row ?? []);
  countSets(tally, sets, host.sets_version === sets.version ? before : [], after);
  await tally.write(db);
  const newest = newestFailure(after);
  const counts = { ...countsOf(after), newest_failure_at: newest, sets_version: sets.version };
  await storeCounts(db, [{ id: hostId, host, counts }]);
}
