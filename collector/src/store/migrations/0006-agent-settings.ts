import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table host add column settings_sequence bigint`.execute(db);
  await sql`alter table host add column settings_refused text`.execute(db);
  await db.schema
    .createTable('agent_settings')
    .addColumn('sequence', 'bigint', (column) => column.primaryKey())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('issued_at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .execute();
}
