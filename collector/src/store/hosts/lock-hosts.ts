import { isPostgres } from '../sql/dialect.ts';
import type { Db } from '../reports/evidence-repository.ts';

/**
 * Keeps others from changing these hosts, and what is said of them, until the transaction ends; in one order, so that
 * nobody waits for each other. SQLite lets one transaction write at a time, and needs no more.
 */
export async function lockHosts(db: Db, ids: readonly string[]): Promise<void> {
  if (!isPostgres(db) || ids.length === 0) return;
  await db
    .selectFrom('host')
    .select('id')
    .where('id', 'in', [...new Set(ids)])
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

/** The same for every host that there is: for what counts all of them. */
export async function lockAllHosts(db: Db): Promise<void> {
  if (!isPostgres(db)) return;
  await db.selectFrom('host').select('id').orderBy('id').forNoKeyUpdate().execute();
}
