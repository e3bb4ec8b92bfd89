import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { countedTallies, tallyKeys } from './counted-tallies.ts';
import type { TallyRow, TallyTable } from './counted-tallies.ts';
import { lockAllHosts } from '../hosts/lock-hosts.ts';
import { rebuildNameParts, wrongNameParts } from '../hosts/name-part-check.ts';
import { ofOneMoment } from '../sql/one-moment.ts';
import type { RequirementSets } from '../findings/requirement-sets.ts';
import { shippedSets } from '../findings/requirement-sets.ts';
import type { Store } from '../store.ts';

const tables = Object.keys(tallyKeys) as TallyTable[];
const mostTold = 20;
const rowsAtOnce = 200;

const newestFailure = sql`(select max(since_at) from finding
  where finding.host_id = host.id and variant = 'default' and outcome = 'fail')`;

const countColumns = [
  ['pass', 'passes'],
  ['fail', 'failures'],
  ['unknown', 'unknowns'],
  ['error', 'errors'],
  ['not-applicable', 'not_applicables'],
] as const;

/**
 * Compares what is kept counted, and what names are found by, with what a count finds.
 *
 * Not the history in `change_tally` and `day_tally`: it outlives what it was counted of. Retention takes the ends of
 * stretches away, whose successor then looks like a first finding, and of two changes in one millisecond the stretches
 * keep the last. A count would put poorer numbers in the place of right ones.
 *
 * @returns one line for each difference, 20 at most
 */
export async function wrongTallies(
  { read }: Pick<Store, 'read'>,
  sets: RequirementSets = shippedSets(),
): Promise<string[]> {
  const found: string[] = [];
  const counted = await countedTallies(read, sets);
  for (const table of tables) {
    const kept = byKey(table, await read.selectFrom(table).selectAll().execute());
    const right = byKey(table, counted[table]);
    for (const key of new Set([...kept.keys(), ...right.keys()])) {
      const [has, wants] = [kept.get(key) ?? 0, right.get(key) ?? 0];
      // What other rules counted is of no more use, and of no harm.
      if (has === wants || (table === 'set_tally' && !key.startsWith(sets.version))) continue;
      found.push(`${table} says ${has} for ${key}, where ${wants} are`);
    }
  }
  for (const [outcome, column] of countColumns) {
    const rows = await read
      .selectFrom('host')
      .select('id')
      .where(
        sql<boolean>`${sql.ref(column)} <> (select count(*) from finding where finding.host_id = host.id and variant = 'default' and coalesce(outcome, '') = ${outcome})`,
      )
      .limit(mostTold)
      .execute();
    for (const { id } of rows) found.push(`host ${id} says another number of ${outcome} than it has`);
  }
  const stale = await read
    .selectFrom('host')
    .select('id')
    .where(sql<boolean>`coalesce(newest_failure_at, -1) <> coalesce(${newestFailure}, -1)`)
    .limit(mostTold)
    .execute();
  for (const { id } of stale) found.push(`host ${id} says another newest failure than it has`);
  found.push(...(await wrongNameParts(read, mostTold)));
  return found.slice(0, mostTold);
}

/** The same as of one moment, while others write. */
export function wrongTalliesNow(store: Pick<Store, 'read'>): Promise<string[]> {
  return ofOneMoment(store, (db) => wrongTallies({ read: db }));
}

/** Sets every tally right, and the parts of names, in one transaction. */
export async function rebuildTallies(
  { write }: Pick<Store, 'write'>,
  sets: RequirementSets = shippedSets(),
): Promise<void> {
  await write.transaction().execute(async (db) => {
    await lockAllHosts(db);
    const counted = await countedTallies(db, sets);
    for (const table of tables) {
      await db.deleteFrom(table).execute();
      const rows = counted[table];
      for (let from = 0; from < rows.length; from += rowsAtOnce) {
        await db
          .insertInto(table)
          .values(rows.slice(from, from + rowsAtOnce))
          .execute();
      }
    }
    // Other processes may have read of groups what was wrong.
    await db.updateTable('group_size').set({ stamp: randomUUID() }).execute();
    for (const [outcome, column] of countColumns) {
      await sql`update host set ${sql.ref(column)} = (select count(*) from finding where finding.host_id = host.id and variant = 'default' and coalesce(outcome, '') = ${outcome})`.execute(
        db,
      );
    }
    await sql`update host set newest_failure_at = ${newestFailure}`.execute(db);
    await rebuildNameParts(db);
  });
}

function byKey(table: TallyTable, rows: readonly TallyRow[]): Map<string, number> {
  return new Map(
    rows
      .map((row) => [tallyKeys[table].map((column) => row[column]).join(' '), Number(row.hosts)] as const)
      .filter(([, hosts]) => hosts !== 0),
  );
}
