import type { Kysely } from 'kysely';

/** Older reports of a host one behind another in few rows: most say the same as the one before, and a row each says it again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('report_pack')
    .addColumn('host_id', 'text', (column) => column.notNull().references('host.id'))
    .addColumn('first_sequence', 'bigint', (column) => column.notNull())
    .addColumn('last_sequence', 'bigint', (column) => column.notNull())
    .addColumn('first_received_at', 'bigint', (column) => column.notNull())
    .addColumn('last_received_at', 'bigint', (column) => column.notNull())
    .addColumn('reports', 'integer', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull().references('certificate.fingerprint'))
    .addColumn('sha256', 'text', (column) => column.notNull())
    // Before the rest, which is then not read where only an id is looked for.
    .addColumn('report_ids', 'bytea', (column) => column.notNull())
    .addColumn('body', 'bytea', (column) => column.notNull())
    .addPrimaryKeyConstraint('report_pack_key', ['host_id', 'first_sequence'])
    .execute();
}
