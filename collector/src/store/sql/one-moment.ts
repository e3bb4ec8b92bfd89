import type { Transaction } from 'kysely';
import { isPostgres } from './dialect.ts';
import type { Schema } from '../schema.ts';
import type { Store } from '../store.ts';

/**
 * Asks several questions as of one moment, while others write. Inside, `db` alone is asked: SQLite's readers share a
 * connection, and a question beside the transaction waits for its end.
 */
export function ofOneMoment<T>(
  { read }: Pick<Store, 'read'>,
  work: (db: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  const transaction = read.transaction();
  // In SQLite every transaction sees one moment.
  return (isPostgres(read) ? transaction.setIsolationLevel('repeatable read') : transaction).execute(work);
}
