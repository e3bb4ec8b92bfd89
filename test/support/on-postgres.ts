import { existsSync } from 'node:fs';
import { inject } from 'vitest';
import { openDataDirectory } from '../../collector/src/store/data-directory.ts';
import { databasePlaceOf, rememberDatabasePlace } from '../../collector/src/store/database-place.ts';
import { temporaryDatabase } from '../../collector/src/testing.ts';
import { moveToPostgres } from './move-to-postgres.ts';

/** Gives a collector's folder a database of its own on the server of a run on PostgreSQL; else leaves it as it is. */
export async function onPostgres(data: string): Promise<void> {
  const server = serverOfRun();
  if (server === undefined) return;
  const directory = openDataDirectory(data);
  if (databasePlaceOf(directory) !== null || existsSync(directory.database)) return;
  rememberDatabasePlace(directory, { url: await temporaryDatabase(server), passwordFile: null });
}

/** Puts the content of a folder's own database onto the server of a run on PostgreSQL; else leaves it as it is. */
export async function movedToPostgres(data: string): Promise<void> {
  const server = serverOfRun();
  if (server !== undefined) await moveToPostgres(data, await temporaryDatabase(server));
}

function serverOfRun(): string | undefined {
  // Benchmarks start collectors too.
  return process.env['VITEST'] === undefined ? undefined : inject('postgres');
}
