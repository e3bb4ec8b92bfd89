import { existsSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { afterAll, inject } from 'vitest';
import { openDataDirectory } from '../../collector/src/store/data-directory.ts';
import {
  databasePlaceOf,
  openStoreOf,
  rememberDatabasePlace,
} from '../../collector/src/store/database-place.ts';
import type { Query } from '../../collector/src/store/store.ts';
import { alter } from './database.ts';
import { newDatabase } from '../../collector/src/testing.ts';

const rowsAtOnce = 500;

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
  const { url, remove } = await newDatabase();
  removals.push(remove);
  rememberDatabasePlace(directory, { url, passwordFile: null });
}

/** Puts the content of a folder's own database onto the server of a run on PostgreSQL; else leaves it as it is. */
export async function movedToPostgres(data: string): Promise<void> {
  if (!isOnPostgres()) return;
  const directory = openDataDirectory(data);
  const file = new Database(directory.database, { readonly: true });
  try {
    const kept = file
      .prepare<[], { name: string }>(
        `select name from sqlite_schema where type = 'table' and name not like 'sqlite%' and name not like 'kysely%' order by rowid`,
      )
      .all()
      .map(({ name }) => ({ name, rows: file.prepare(`select * from "${name}"`).all() }));
    for (const end of ['', '-wal', '-shm']) rmSync(`${directory.database}${end}`, { force: true });
    await onPostgres(data);
    const store = await openStoreOf(directory);
    try {
      for (const { name, rows } of kept) await fill(store.write, name, rows as Record<string, unknown>[]);
    } finally {
      await store.close();
    }
    // What the server does by itself some time later; the product never asks for it.
    await alter(data, 'analyze');
  } finally {
    file.close();
  }
}

async function fill(db: Query, table: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  await sql`delete from ${sql.table(table)}`.execute(db);
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await db
      .insertInto(table as 'host')
      .values(rows.slice(from, from + rowsAtOnce) as never)
      .execute();
  }
}

function isOnPostgres(): boolean {
  // Benchmarks start collectors too.
  return process.env['VITEST'] !== undefined && inject('postgres') !== undefined;
}
