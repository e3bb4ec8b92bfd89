import type { Kysely } from 'kysely';
import { addColumns } from './add-columns.ts';

/**
 * What holds for all has an edition, and each host the one that it was judged by: a declaration writes one row where it
 * marked every host, which kept reports waiting for as long as that took.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('judging_edition')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('whole', 'bigint', (column) => column.notNull())
    .execute();
  const tables = db as Kysely<{
    judging_edition: { id: number; number: number; whole: number };
    host: { needs_evaluation: number };
  }>;
  await tables.insertInto('judging_edition').values({ id: 1, number: 1, whole: 1 }).execute();
  await addColumns(db, [['host', 'judged_edition bigint not null default 0']]);
  // Was: to be judged anew because of what holds for all. Edition 0 says that now.
  await tables.updateTable('host').set({ needs_evaluation: 0 }).where('needs_evaluation', '=', 2).execute();
  // In this order one index answers for both, and leaves a planner no other choice.
  await db.schema.dropIndex('host_needs_evaluation').execute();
  await db.schema
    .createIndex('host_judged_edition')
    .on('host')
    .columns(['needs_evaluation', 'judged_edition'])
    .execute();
}
