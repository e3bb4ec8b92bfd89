import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { openDataDirectory } from '../../collector/src/store/data-directory.ts';
import { openStoreOf, rememberDatabasePlace } from '../../collector/src/store/database-place.ts';
import type { Query } from '../../collector/src/store/store.ts';
import { alter } from './database.ts';

const rowsAtOnce = 500;

/** Puts the content of a folder's own database into an empty one on a server, and removes the file. */
export async function moveToPostgres(data: string, url: string): Promise<void> {
  const directory = openDataDirectory(data);
  const file = new Database(directory.database);
  const unlinked = () => {
    for (const end of ['', '-wal', '-shm']) rmSync(`${directory.database}${end}`, { force: true });
  };
  try {
    const tables = file
      .prepare<[], { name: string }>(
        `select name from sqlite_schema where type = 'table' and name not like 'sqlite%' and name not like 'kysely%' order by rowid`,
      )
      .all();
    // The file can still be read: only its name is gone.
    unlinked();
    rememberDatabasePlace(directory, { url, passwordFile: null });
    const store = await openStoreOf(directory);
    try {
      for (const { name } of tables) await fill(store.write, name, file);
    } finally {
      await store.close();
    }
    // What the server does by itself some time later; the product never asks for it.
    await alter(data, 'analyze');
  } finally {
    file.close();
  }
}

async function fill(db: Query, table: string, file: Database.Database): Promise<void> {
  await sql`delete from ${sql.table(table)}`.execute(db);
  let rows: Record<string, unknown>[] = [];
  const write = async () => {
    if (rows.length === 0) return;
    await db
      .insertInto(table as 'host')
      .values(rows as never)
      .execute();
    rows = [];
  };
  for (const row of file.prepare(`select * from "${table}"`).iterate()) {
    rows.push(row as Record<string, unknown>);
    if (rows.length === rowsAtOnce) await write();
  }
  await write();
}
