import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import {
  databasePlaceOf,
  openReadingStoreOf,
  placeForOpening,
} from '../../collector/src/store/database-place.ts';
import { openDataDirectory } from '../../collector/src/store/data-directory.ts';
import { IntegrityRepository } from '../../collector/src/store/damage/integrity-repository.ts';
import { withPassword } from '../../collector/src/store/postgres/guarded-pool.ts';

/** A collector's database, beside the collector: its file, or a connection of our own to the server. */
export type OpenedDatabase = {
  /** @param query with `?` for values */
  rows: <Row>(query: string, values: readonly unknown[]) => Promise<Row[]>;
  /** @returns how many rows it changed */
  change: (query: string, values: readonly unknown[]) => Promise<number>;
  /** Names, without those of the database itself and of migrations. */
  tables: () => Promise<string[]>;
  /** `ok`, or what is wrong. */
  integrity: () => Promise<string>;
  close: () => Promise<void>;
};

export function openDatabaseOf(data: string): Promise<OpenedDatabase> {
  const place = databasePlaceOf({ path: data });
  if (place === null) return openFile(data);
  const { url, password } = placeForOpening(place);
  return openOnServer(data, withPassword(url, password));
}

async function openFile(data: string): Promise<OpenedDatabase> {
  const database = new Database(join(data, 'tenken.db'), { fileMustExist: true, timeout: 5000 });
  return {
    rows: async <Row>(query: string, values: readonly unknown[]) =>
      database.prepare(query).all(...values) as Row[],
    change: async (query, values) => database.prepare(query).run(...values).changes,
    tables: async () =>
      database
        .prepare<[], string>(
          `select name from sqlite_schema where type = 'table' and name not like 'sqlite%' and name not like 'kysely%' order by 1`,
        )
        .pluck()
        .all(),
    integrity: async () => String(database.pragma('integrity_check', { simple: true })),
    close: async () => void database.close(),
  };
}

async function openOnServer(data: string, url: string): Promise<OpenedDatabase> {
  const client = new pg.Client({
    connectionString: url,
    types: { getTypeParser: numbersOr },
  });
  await client.connect();
  return {
    rows: async <Row>(query: string, values: readonly unknown[]) =>
      (await client.query(numbered(query), [...values])).rows as Row[],
    change: async (query, values) => (await client.query(numbered(query), [...values])).rowCount ?? 0,
    tables: async () => {
      const { rows } = await client.query<{ name: string }>(
        `select relname as name from pg_class where relkind in ('r', 'p') and not relispartition
           and relnamespace = 'public'::regnamespace and relname not like 'kysely%' order by 1`,
      );
      return rows.map(({ name }) => name);
    },
    // Pages are the server's business; here it is what they hold.
    integrity: async () => {
      const store = await openReadingStoreOf(openDataDirectory(data));
      try {
        return (await new IntegrityRepository(store).damage()).join('\n') || 'ok';
      } finally {
        await store.close();
      }
    },
    close: () => client.end(),
  };
}

/** PostgreSQL counts its places. */
function numbered(query: string): string {
  let place = 0;
  return query.replaceAll('?', () => `$${(place += 1)}`);
}

const numbers: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

function numbersOr(oid: number, format?: 'text' | 'binary'): (value: never) => unknown {
  return numbers.has(oid) ? Number : (pg.types.getTypeParser(oid, format) as (value: never) => unknown);
}
