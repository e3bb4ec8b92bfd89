import { sql } from 'kysely';
import type { QueryExecutorProvider } from 'kysely';

/**
 * What lies in one partition for each month on PostgreSQL, by the column that says when a row began. Rows of no month
 * that there is lie in `TABLE_rest`: nothing is lost where a month was not made in time.
 */
export const monthColumn = { report_pack: 'first_received_at' } as const;
export type MonthTable = keyof typeof monthColumn;

/** A partition; its rows began in [from, to), milliseconds since 1970. */
export type Month = { name: string; from: number; to: number };

/** The month of UTC that a moment is in, or one that comes so many months after. */
export function monthAt(table: MonthTable, at: number, later = 0): Month {
  const moment = new Date(at);
  const start = (months: number) => Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + months, 1);
  const from = start(later);
  const name = `${table}_${new Date(from).toISOString().slice(0, 7).replace('-', '')}`;
  return { name, from, to: start(later + 1) };
}

/** Months that there are, oldest first; none where the table is a plain one. */
export async function monthsOf(db: QueryExecutorProvider, table: MonthTable): Promise<Month[]> {
  const { rows } = await sql<{ name: string }>`
    select child.relname as name from pg_inherits
    join pg_class as child on child.oid = inhrelid
    join pg_class as parent on parent.oid = inhparent
    where parent.relname = ${table} and parent.relnamespace = current_schema()::regnamespace`.execute(db);
  return rows
    .flatMap(({ name }) => {
      const [, year, month] = /_(\d{4})(\d{2})$/.exec(name) ?? [];
      return year === undefined ? [] : [monthAt(table, Date.UTC(Number(year), Number(month) - 1))];
    })
    .toSorted((a, b) => a.from - b.from);
}

/** Makes a month beside the others and moves there what lay in the rest. In a transaction of the caller's. */
export async function makeMonth(db: QueryExecutorProvider, table: MonthTable, month: Month): Promise<void> {
  const column = sql.ref(monthColumn[table]);
  const [from, to] = [sql.lit(month.from), sql.lit(month.to)];
  await sql`create table ${sql.table(month.name)} (like ${sql.table(table)} including all)`.execute(db);
  await sql`with moved as (
      delete from ${sql.table(restOf(table))} where ${column} >= ${from} and ${column} < ${to} returning *
    ) insert into ${sql.table(month.name)} select * from moved`.execute(db);
  await sql`alter table ${sql.table(table)} attach partition ${sql.table(month.name)}
    for values from (${from}) to (${to})`.execute(db);
}

export function restOf(table: MonthTable): string {
  return `${table}_rest`;
}
