import type { Transaction } from 'kysely';
import type { Schema } from '../schema.ts';
import { preparedQuery } from '../sql/prepared-query.ts';
import type { Query } from '../store.ts';

/** Of what holds for all: `number` now, and from which one on a host need not be judged as a whole. */
export type JudgingEdition = { number: number; whole: number };

const selectEdition = preparedQuery<Record<string, never>, JudgingEdition>((db) =>
  db.selectFrom('judging_edition').select(['number', 'whole']),
);

export async function judgingEdition(db: Query): Promise<JudgingEdition> {
  const [edition] = await selectEdition(db, {});
  if (!edition) throw new Error('the database has no edition of what holds for all');
  return edition;
}

/**
 * In the transaction that changes what holds for all: every host is due until it was judged by what holds from then on.
 * One row, however many hosts there are.
 */
export async function nextEdition(db: Transaction<Schema>): Promise<void> {
  await db
    .updateTable('judging_edition')
    .set((set) => ({ number: set('number', '+', 1) }))
    .execute();
}

/** The same, and whatever hosts were judged by, all of it is judged anew. */
export async function nextEditionWhole(db: Transaction<Schema>): Promise<void> {
  await nextEdition(db);
  await db
    .updateTable('judging_edition')
    .set((set) => ({ whole: set.ref('number') }))
    .execute();
}
