import { randomUUID } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { openPostgresStore } from '../../collector/src/store/postgres/open.ts';
import { askedServer } from './asked-server.ts';
import { startPostgres } from './postgres-server.ts';
import type { PostgresServer } from './postgres-server.ts';

/** A PostgreSQL server for the tests of a run. */
export type RunServer = {
  /** Of a database whose user may make others. */
  url: string;
  /** Name of a database of this version's schema without a row, for others to be copies of. */
  template: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    /** Left out where tests run on SQLite. */
    postgres?: RunServer;
  }
}

let server: PostgresServer | null = null;
let made: RunServer | null = null;

/** One server for all tests of a run; each test has a database of its own. */
export async function setup(project: TestProject): Promise<void> {
  const given = process.env['TENKEN_TEST_DATABASE'];
  if (given?.startsWith('postgres')) {
    made = await withTemplate(given.includes('://') ? given : await ownServer());
  } else if (project.name === 'postgresql') {
    made = await withTemplate(await ownServer());
  }
  if (made !== null) project.provide('postgres', made);
}

export async function teardown(): Promise<void> {
  if (server !== null) return server.stop();
  if (made !== null) await askedServer(made.url, `drop database "${made.template}"`);
}

async function ownServer(): Promise<string> {
  server = await startPostgres();
  return server.database('for-tests');
}

/** Tables are made once and copied from then on: the migrations of a database take a second, a copy some hundredths. */
async function withTemplate(url: string): Promise<RunServer> {
  const template = `template-${randomUUID()}`;
  await askedServer(url, `create database "${template}"`);
  const store = await openPostgresStore({ url: new URL(`/${template}`, url).href });
  await store.close();
  return { url, template };
}
