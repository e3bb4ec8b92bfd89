import type { Db } from '../reports/evidence-repository.ts';

/** Each number of rows is spelled and planned once. */
const sizes = [32, 8, 2, 1];

/** In statements of few sizes only, the largest first. */
export async function inChunks<Row>(
  db: Db,
  rows: readonly Row[],
  write: (db: Db, rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  let from = 0;
  for (const size of sizes) {
    for (; rows.length - from >= size; from += size) await write(db, rows.slice(from, from + size));
  }
}
