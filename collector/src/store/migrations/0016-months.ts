import { sql } from 'kysely';
import type { Kysely, QueryExecutorProvider } from 'kysely';
import { isPostgres } from '../sql/dialect.ts';
import { makeMonth, monthAt } from '../postgres/months.ts';

/** On PostgreSQL packs of reports lie by the month in which they began: a month that is past its keeping goes as a whole. */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (!isPostgres(db) || !(await hasPartitions(db))) return;
  const old = await sql<{ at: number | null }>`select min(first_received_at) as at from report_pack`.execute(
    db,
  );
  await sql`alter table report_pack rename to report_pack_whole`.execute(db);
  await sql`create table report_pack (
      like report_pack_whole,
      constraint report_pack_month_key primary key (host_id, first_sequence, first_received_at),
      foreign key (host_id) references host (id),
      foreign key (fingerprint) references certificate (fingerprint)
    ) partition by range (first_received_at)`.execute(db);
  await sql`create table report_pack_rest partition of report_pack default`.execute(db);
  await sql`insert into report_pack select * from report_pack_whole`.execute(db);
  await sql`drop table report_pack_whole`.execute(db);
  const now = Date.now();
  const oldest = Math.min(old.rows[0]?.at ?? now, now);
  for (
    let later = 0;
    monthAt('report_pack', oldest, later).from <= monthAt('report_pack', now, 2).from;
    later += 1
  ) {
    await makeMonth(db, 'report_pack', monthAt('report_pack', oldest, later));
  }
}

/** Not all that speak PostgreSQL's protocol know its partitions; there the table stays whole, and rows go one by one. */
async function hasPartitions(db: QueryExecutorProvider): Promise<boolean> {
  const { rows } = await sql<{ version: string }>`select version() as version`.execute(db);
  return !/CockroachDB/i.test(rows[0]?.version ?? '');
}
