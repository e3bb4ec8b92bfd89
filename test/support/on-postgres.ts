import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { openDataDirectory } from '../../collector/src/store/data-directory.ts';
import { databasePlaceOf, rememberDatabasePlace } from '../../collector/src/store/database-place.ts';
import { newDatabase } from '../../collector/src/testing.ts';
import { moveToPostgres } from './move-to-postgres.ts';
import { scratchFolder } from './scratch-folder.ts';

const removals: (() => Promise<void>)[] = [];
// Whatever is left by the tests of a file; the hooks of these come before.
afterAll(async () => {
  for (const remove of removals.splice(0)) await remove();
});

/** Gives a collector's folder a database of its own on the server of a run on PostgreSQL; else leaves it as it is. */
export async function onPostgres(data: string): Promise<void> {
  if (!isOnPostgres()) return;
  const directory = openDataDirectory(data);
  if (databasePlaceOf(directory) !== null || existsSync(directory.database)) return;
  rememberDatabasePlace(directory, { url: await ownDatabase(), passwordFile: null });
}

/** What a command line names a database with on the server of a run on PostgreSQL, so that the folder is not touched; else nothing. */
export async function databaseArguments(): Promise<string[]> {
  return isOnPostgres() ? argumentsOf(new URL(await ownDatabase())) : [];
}

/** As people name a database: the password is in a file. */
export function argumentsOf(address: URL): string[] {
  const url = new URL(address);
  const file = join(scratchFolder(), 'password');
  writeFileSync(file, decodeURIComponent(url.password), { mode: 0o600 });
  url.password = '';
  return ['--database', url.href, '--database-password-file', file];
}

/** Puts the content of a folder's own database onto the server of a run on PostgreSQL; else leaves it as it is. */
export async function movedToPostgres(data: string): Promise<void> {
  if (isOnPostgres()) await moveToPostgres(data, await ownDatabase());
}

async function ownDatabase(): Promise<string> {
  const { url, remove } = await newDatabase();
  removals.push(remove);
  return url;
}

function isOnPostgres(): boolean {
  // Benchmarks start collectors too.
  return process.env['VITEST'] !== undefined && inject('postgres') !== undefined;
}
