import type { Transaction } from 'kysely';
import type { Schema } from '../schema.ts';

/** Why a host has to be judged: `host.needs_evaluation`. */
export const hostMarks = {
  none: 0,
  /** It said something new, or something was decided about it alone. */
  reported: 1,
  /** What holds for all has changed: rules, reference data, declarations. It waits behind all others. */
  anew: 2,
} as const;

/**
 * Marks every host, in a transaction of the caller's, so that what rests on what has changed is judged anew; who reported
 * meanwhile keeps its place.
 */
export async function markAnew(db: Transaction<Schema>): Promise<void> {
  await db
    .updateTable('host')
    .set({ needs_evaluation: hostMarks.anew })
    .where('needs_evaluation', '=', hostMarks.none)
    .execute();
}

/** The same for all that there is of every host, whatever it was judged by. */
export async function markWhole(db: Transaction<Schema>): Promise<void> {
  await markAnew(db);
  await db.updateTable('host').set({ judged_by: null }).where('judged_by', 'is not', null).execute();
}
