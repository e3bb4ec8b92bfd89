import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TenkenError } from '@tenken/shared';
import * as z from 'zod/mini';
import { readSecret } from '../configuration/secret-file.ts';
import type { DataDirectory } from './data-directory.ts';
import { nameOfDatabase, openPostgresStore } from './postgres/open.ts';
import { openReadingStore, openSqliteStore } from './store.ts';
import type { Store } from './store.ts';

/** A database on a server, as a collector's folder remembers it. */
const DatabasePlace = z.strictObject({
  /** `postgres://USER@HOST:PORT/DATABASE`, without a password. */
  url: z.string(),
  /** null where none is needed, or libpq's own ways give it. */
  passwordFile: z.nullable(z.string()),
});
export type DatabasePlace = z.infer<typeof DatabasePlace>;

/** Where the data of a folder is; null: in a file in it. */
export function databasePlaceOf({ path }: Pick<DataDirectory, 'path'>): DatabasePlace | null {
  const file = placeFile(path);
  if (!existsSync(file)) return null;
  try {
    return DatabasePlace.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new TenkenError(
      'data-directory-unusable',
      `${file} does not say where the database is: ${(cause as Error).message}. Remove it and start the collector with --database.`,
      { cause },
    );
  }
}

/**
 * So that commands that are given the folder find the database.
 *
 * @throws {TenkenError} `data-directory-not-empty` where the folder has a database of its own
 */
export function rememberDatabasePlace(directory: DataDirectory, place: DatabasePlace): void {
  if (existsSync(directory.database)) {
    throw new TenkenError(
      'data-directory-not-empty',
      `${directory.path} holds a database of its own, which ${nameOfDatabase(place.url)} would take the place of. Name another folder with --data.`,
    );
  }
  writeFileSync(placeFile(directory.path), `${JSON.stringify(place, null, 2)}\n`, { mode: 0o600 });
}

/** @throws {TenkenError} as `openSqliteStore` and `openPostgresStore`; `configuration-invalid` for the password's file */
export function openStoreOf(directory: DataDirectory): Promise<Store> {
  const place = databasePlaceOf(directory);
  return place === null ? openSqliteStore(directory.database) : openPlace(place);
}

/** The same, and nothing can be written. */
export async function openReadingStoreOf(directory: DataDirectory): Promise<Store> {
  const place = databasePlaceOf(directory);
  if (place === null) return openReadingStore(directory.database);
  const store = await openPlace(place);
  return { ...store, write: store.read, writeByHost: store.read };
}

function openPlace({ url, passwordFile }: DatabasePlace): Promise<Store> {
  const password =
    passwordFile === null ? undefined : readSecret('database_password_file', passwordFile).trim();
  return openPostgresStore({ url, password });
}

function placeFile(path: string): string {
  return join(path, 'database.json');
}

/**
 * For what looks at a file, or copies it.
 *
 * @param instead what to do where the data is on a server
 * @throws {TenkenError} `usage`
 */
export function refuseServer(directory: Pick<DataDirectory, 'path'>, instead: string): void {
  const place = databasePlaceOf(directory);
  if (place === null) return;
  throw new TenkenError(
    'usage',
    `The data of ${directory.path} is in ${nameOfDatabase(place.url)}. ${instead}`,
  );
}
