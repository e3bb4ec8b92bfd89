import type { Kysely } from 'kysely';
import { addColumns } from './add-columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, [
    ['host', 'settings_sequence bigint'],
    ['host', 'settings_refused text'],
  ]);
  await db.schema
    .createTable('agent_settings')
    .addColumn('sequence', 'bigint', (column) => column.primaryKey())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('issued_at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .execute();
}
