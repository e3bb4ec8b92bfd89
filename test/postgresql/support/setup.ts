import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../support/postgres-server.ts';
import type { PostgresServer } from '../../support/postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a PostgreSQL whose user may make databases; left out where tests run on SQLite. */
    postgres?: string;
  }
}

let server: PostgresServer | null = null;

/** One server for all tests of a run; each test has a database of its own. */
export async function setup(project: TestProject): Promise<void> {
  server = await startPostgres();
  project.provide('postgres', await server.database('for-tests'));
}

export async function teardown(): Promise<void> {
  await server?.stop();
}
