import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TenkenError } from '@tenken/shared';
import * as z from 'zod/mini';
import { ToldError } from '../told-error.ts';
import { readSecret } from '../configuration/secret-file.ts';
import type { DataDirectory } from './data-directory.ts';
import { openPostgresStore } from './postgres/open.ts';
import { nameOfDatabase } from './postgres/place.ts';
import type { PostgresPlace } from './postgres/place.ts';
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

/** Whether a collector was there before, whatever it made of its start. */
export function hasDatabase({ path }: Pick<DataDirectory, 'path'>): boolean {
  return existsSync(join(path, 'tenken.db')) || existsSync(placeFile(path));
}

/**
 * So that commands that are given the folder find the database.
 *
 * @throws {TenkenError} `data-directory-not-empty` where the folder has a database of its own
 */
export function rememberDatabasePlace(directory: DataDirectory, place: DatabasePlace): void {
  refuseOwnDatabase(directory, place);
  rememberMovedPlace(directory, place);
}

/** @throws {TenkenError} `data-directory-not-empty` where the folder has a database of its own, which is not `place` */
function refuseOwnDatabase(directory: DataDirectory, place: DatabasePlace): void {
  // Between two last steps of a move the file lies there still.
  if (existsSync(directory.database) && databasePlaceOf(directory)?.url !== place.url) {
    throw new TenkenError(
      'data-directory-not-empty',
      `${directory.path} holds a database of its own, which ${nameOfDatabase(place.url)} would take the place of. Move it there with tenken migrate-store, or name another folder with --data.`,
    );
  }
}

/** The same for a folder whose own database was moved there. @returns the file, which is on disk */
export function rememberMovedPlace({ path }: DataDirectory, place: DatabasePlace): string {
  const file = placeFile(path);
  // Whole or not at all: without it the folder would look as if it had no database.
  const fresh = `${file}.new`;
  writeFileSync(fresh, `${JSON.stringify(place, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(fresh, file);
  return file;
}

/**
 * @param log as `openSqliteStore` takes it
 * @throws {TenkenError} as `openSqliteStore` and `openPostgresStore`; `configuration-invalid` for the password's file
 */
export async function openStoreOf(
  directory: DataDirectory,
  log: 'unseen' | 'in-use' = 'unseen',
): Promise<Store> {
  const place = rememberedPlaceOf(directory);
  if (place === null) refuseMoved(directory);
  return place === null ? openSqliteStore(directory.database, log) : openPostgresStore(place);
}

/**
 * One that a person names, which the folder does not remember by this: what was mistyped is not gone to again.
 *
 * @throws {TenkenError} as `openStoreOf`; `data-directory-not-empty` where the folder has a database of its own
 */
export async function openNamedStore(directory: DataDirectory, place: DatabasePlace): Promise<Store> {
  refuseOwnDatabase(directory, place);
  return openPostgresStore(placeForOpening(place));
}

/** The same, and nothing can be written. */
export async function openReadingStoreOf(directory: DataDirectory): Promise<Store> {
  const place = rememberedPlaceOf(directory);
  if (place === null) {
    refuseMoved(directory);
    return openReadingStore(directory.database);
  }
  const store = await openPostgresStore(place);
  return { ...store, write: store.read, writeByHost: store.read };
}

/**
 * Without the file that says where the data went, a collector would begin anew with nothing.
 *
 * @throws {ToldError} `store-moved`
 */
function refuseMoved({ path, database, movedDatabase }: DataDirectory): void {
  if (existsSync(database) || !existsSync(movedDatabase)) return;
  throw ToldError.of('store-moved', {
    ja: `${path} のデータは PostgreSQL に移されましたが、移行先を示す database.json がありません。tenken collector run --database URL で移行先を示して起動してください。移行前の状態に戻す場合に限り、${movedDatabase} の名前を tenken.db に戻します（移行後の報告は含まれません）。`,
    en: `The data of ${path} was moved to a PostgreSQL, and database.json, which says where to, is missing. Start tenken collector run with --database URL. Only to go back to what was before the move, without any report that came since, rename ${movedDatabase} to tenken.db.`,
  });
}

/** What the folder remembers, for opening; null: in a file in it. @throws {TenkenError} `configuration-invalid` */
export function rememberedPlaceOf(directory: Pick<DataDirectory, 'path'>): PostgresPlace | null {
  const place = databasePlaceOf(directory);
  return place && { ...placeForOpening(place), rememberedIn: placeFile(directory.path) };
}

/** With what stands in its password's file. @throws {TenkenError} `configuration-invalid` */
export function placeForOpening({ url, passwordFile }: DatabasePlace): PostgresPlace {
  const password =
    passwordFile === null ? undefined : readSecret('database_password_file', passwordFile).trim();
  return { url, password };
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
