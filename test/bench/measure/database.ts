import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startPostgres } from '../../support/postgres-server.ts';
import type { PostgresServer } from '../../support/postgres-server.ts';
import { cpuMsOfFamily } from './process-family.ts';

export const databases = ['sqlite', 'postgresql'] as const;
export type Database = (typeof databases)[number];

let choice: Database = 'sqlite';
let server: PostgresServer | null = null;
let folder: string | null = null;

/** On which database figures are measured in this run. */
export function chooseDatabase(name: Database): void {
  choice = name;
}

export function newestChoice(): Database {
  return choice;
}

/** What stands before a figure that is not of the usual database. */
export function databaseWord(): string {
  return choice === 'sqlite' ? '' : 'on PostgreSQL: ';
}

/** An empty database on a durable server of the run's own; undefined where the folder's own file is measured. */
export async function newDatabase(): Promise<string | undefined> {
  if (choice === 'sqlite') return undefined;
  if (!server) {
    // On the checkout's own disk: the system's folder for temporary files may be memory, where a sync costs nothing.
    const cache = resolve(import.meta.dirname, '../../../.cache');
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, 'bench-'));
    // Its own user has to reach its data.
    chmodSync(folder, 0o755);
    server = await startPostgres({ durable: true, folder });
  }
  return server.database(`bench-${randomUUID()}`);
}

/** Processor time of the run's own server until now, ms; null where it has none. */
export function serverCpuMs(): number | null {
  return server && cpuMsOfFamily(server.pid());
}

export async function endServer(): Promise<void> {
  await server?.stop();
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
}
