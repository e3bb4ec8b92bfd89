import pg from 'pg';
import type { ClientBase, QueryConfig } from 'pg';

/**
 * A page's question reads a hundred rows along an index, and PostgreSQL starts processes to share it where it guesses
 * that many have to be passed by: starting them takes ten times as long as the question. Who reads everything still
 * has them.
 */
const fewProcesses = 'set parallel_setup_cost = 50000';

/**
 * Tells a new connection what questions cost here. A database that does not know the setting has no such processes.
 *
 * @param done with why the connection is of no use, if so
 */
export function tellCosts(client: ClientBase, withinMs: number, done: (error?: Error) => void): void {
  // A limit of a single question is known to `pg` alone.
  const told = { text: fewProcesses, query_timeout: withinMs } as QueryConfig;
  client.query(told, (error: Error | null) => {
    done(error === null || error instanceof pg.DatabaseError ? undefined : error);
  });
}
