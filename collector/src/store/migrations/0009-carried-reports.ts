import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** How a report came that a person carried here as a file: JSON, null for what came over the network. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['host', 'report', 'quarantined_report']) {
    await sql`alter table ${sql.table(table)} add column carried text`.execute(db);
  }
}
