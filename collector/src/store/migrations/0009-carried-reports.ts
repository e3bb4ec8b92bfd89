import type { Kysely } from 'kysely';
import { addColumns } from './add-columns.ts';

/** How a report came that a person carried here as a file: JSON, null for what came over the network. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(
    db,
    ['host', 'report', 'quarantined_report'].map((table) => [table, 'carried text'] as const),
  );
}
