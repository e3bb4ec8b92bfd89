import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** What may be forgotten after how long, and what may not. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await sql`alter table host add column forgotten_sequence bigint not null default 0`.execute(db);
  await sql`alter table evidence_body add column stored_at bigint not null default 0`.execute(db);
  // When older bodies came was not kept: they count as new once more.
  await sql`update evidence_body set stored_at = (select coalesce(max(received_at), 0) from report)`.execute(
    db,
  );
  await schema
    .createIndex('evidence_body_stored')
    .on('evidence_body')
    .columns(['stored_at', 'sha256'])
    .execute();
  // A body may go when nothing refers to it; without these the database would read both tables for each.
  await schema.createIndex('evidence_sha256').on('evidence').column('sha256').execute();
  await schema.createIndex('evidence_span_sha256').on('evidence_span').column('sha256').execute();
  await schema
    .createTable('legal_hold')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('held_by', 'text', (column) => column.notNull())
    .addColumn('held_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('legal_hold_key', ['id', 'kind', 'subject'])
    .execute();
  await schema.createIndex('legal_hold_subject').on('legal_hold').columns(['kind', 'subject']).execute();
}
