import type { Kysely } from 'kysely';
import { addColumns } from './add-columns.ts';

/**
 * By what the findings of a host were judged besides its evidence: where one declaration changes, only what rests on it is
 * judged anew, which is one of a hundred requirements and not all of them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, [['host', 'judged_by text']]);
}
