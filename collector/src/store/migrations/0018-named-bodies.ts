import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { isPostgres } from '../sql/dialect.ts';

/**
 * Bodies of evidence remember when a report named them last. Indexes on the hashes of what names them told before which
 * are used: hashes lie anywhere, so that each change of evidence wrote four pages of them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table evidence_body rename column stored_at to named_at`.execute(db);
  await sql`drop index evidence_body_stored`.execute(db);
  await sql`create index evidence_body_named on evidence_body (named_at, sha256)`.execute(db);
  await sql`drop index evidence_sha256`.execute(db);
  await sql`drop index evidence_span_sha256`.execute(db);
  if (isPostgres(db)) {
    await sql`alter table evidence drop constraint evidence_sha256_fkey`.execute(db);
    await sql`alter table evidence_span drop constraint evidence_span_sha256_fkey`.execute(db);
    return;
  }
  // SQLite cannot drop a foreign key, and would read a whole table for each body that is removed.
  await anew(
    db,
    'evidence',
    sql`host_id text not null references host (id), kind text not null, sha256 text not null,
      collected_at bigint not null, duration_ms integer not null, claimed_at bigint, report_id text,
      primary key (host_id, kind)`,
  );
  await anew(
    db,
    'evidence_span',
    sql`host_id text not null references host (id), kind text not null, first_seen_at bigint not null,
      last_seen_at bigint not null, sha256 text not null,
      primary key (host_id, kind, first_seen_at)`,
  );
}

/** Rows lie host by host, where their key is: what one report changes is a page or two. */
async function anew(db: Kysely<unknown>, table: string, columns: RawBuilder<unknown>): Promise<void> {
  const before = sql.table(`${table}_before`);
  await sql`alter table ${sql.table(table)} rename to ${before}`.execute(db);
  await sql`create table ${sql.table(table)} (${columns}) without rowid`.execute(db);
  await sql`insert into ${sql.table(table)} select * from ${before} order by host_id, kind`.execute(db);
  await sql`drop table ${before}`.execute(db);
}
