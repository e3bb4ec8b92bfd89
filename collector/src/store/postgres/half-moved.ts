import { sql } from 'kysely';
import { ToldError } from '../../told-error.ts';
import type { Query } from '../store.ts';

/** The table that `tenken migrate-store` keeps its place in, and removes as its last step. */
export const halfMovedTable = 'store_move';

/** @throws {ToldError} `store-move-unfinished` for a database that holds some of a store only */
export async function refuseHalfMoved(db: Query, name: string): Promise<void> {
  const { rows } = await sql`select 1 from information_schema.tables
    where table_schema = current_schema() and table_name = ${halfMovedTable}`.execute(db);
  if (rows.length === 0) return;
  throw ToldError.of('store-move-unfinished', {
    ja: `${name} への移行（tenken migrate-store）が終わっていません。同じコマンドをもう一度実行すると、途中から続けます。`,
    en: `A move to ${name} (tenken migrate-store) is not finished. Run the same command again: it goes on where it was.`,
  });
}

/** The last step: from then on collectors open it. */
export async function finishHalfMoved(db: Query): Promise<void> {
  await sql`drop table ${sql.table(halfMovedTable)}`.execute(db);
}
