import type { Db } from '../reports/evidence-repository.ts';

/** In statements of two sizes only, so many rows and one: each size is spelled and planned once. */
export async function inChunks<Row>(
  db: Db,
  rows: readonly Row[],
  rowsAtOnce: number,
  insert: (db: Db, rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  let from = 0;
  for (; rows.length - from >= rowsAtOnce; from += rowsAtOnce) {
    await insert(db, rows.slice(from, from + rowsAtOnce));
  }
  for (; from < rows.length; from += 1) await insert(db, rows.slice(from, from + 1));
}
