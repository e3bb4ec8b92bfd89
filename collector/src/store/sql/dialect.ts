import { PostgresAdapter } from 'kysely';
import type { QueryExecutorProvider } from 'kysely';

/** Whether a database speaks PostgreSQL's language: the other one is SQLite. */
export function isPostgres(db: QueryExecutorProvider): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
