import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { isPostgres } from '../sql/dialect.ts';
import { postgresText } from '../postgres/columns.ts';

/**
 * Adds columns to tables that there are. SQLite takes one column in one statement.
 *
 * @param columns table and definition, as both databases read it, such as `status text not null`
 */
export async function addColumns<Tables>(
  db: Kysely<Tables>,
  columns: readonly (readonly [table: string, definition: string])[],
): Promise<void> {
  for (const [table, definition] of columns) {
    const own = isPostgres(db) ? definition.replace(/(?<=^\w+ )text\b/, postgresText) : definition;
    await sql`alter table ${sql.table(table)} add column ${sql.raw(own)}`.execute(db);
  }
}
