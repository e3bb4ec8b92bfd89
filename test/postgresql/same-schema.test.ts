import type { TableMetadata } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openPostgresStore } from '@tenken/collector/src/store/postgres/open.ts';
import type { Query } from '@tenken/collector/src/store/store.ts';
import { temporaryDatabase, temporarySqliteStore } from '@tenken/collector/src/testing.ts';
import { sql } from 'kysely';
import { askedServer } from '../support/asked-server.ts';

/** What a column holds, in the words of neither database. */
const kinds: Record<string, string> = {
  text: 'text',
  integer: 'number',
  int4: 'number',
  bigint: 'number',
  int8: 'number',
  bytea: 'bytes',
};

/** @param keys `table.column` of those that are never null because they are a key, though SQLite would take it */
function shapeOf(tables: readonly TableMetadata[], keys: ReadonlySet<string> = new Set()) {
  // A partition has the columns of its table.
  const own = tables.filter(({ name }) => !/^sqlite_|_(\d{6}|rest)$/.test(name));
  return Object.fromEntries(
    own.map(({ name, columns }) => [
      name,
      Object.fromEntries(
        columns.map((column) => [
          column.name,
          [
            kinds[column.dataType.toLowerCase()] ?? column.dataType,
            ...(column.isNullable && !keys.has(`${name}.${column.name}`) ? ['may be null'] : []),
            ...(column.hasDefaultValue && !column.isAutoIncrementing ? ['has a default'] : []),
          ].join(', '),
        ]),
      ),
    ]),
  );
}

async function keysOfSqlite(db: Query): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`select t.name || '.' || c.name as name
    from sqlite_schema as t, pragma_table_info(t.name) as c where t.type = 'table' and c.pk > 0`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

test('both databases end with the same tables, columns and indexes', async () => {
  const { store: sqlite } = await temporarySqliteStore();
  const url = await temporaryDatabase();
  const postgres = await openPostgresStore({ url });
  onTestFinished(() => postgres.close());
  const [left, right] = await Promise.all(
    [sqlite, postgres].map(({ read }) => read.introspection.getTables()),
  );
  expect(shapeOf(right ?? [])).toEqual(shapeOf(left ?? [], await keysOfSqlite(sqlite.read)));
  expect(Object.keys(shapeOf(right ?? [])).length).toBeGreaterThan(40);
  expect(await indexesOfPostgres(url)).toEqual(await indexesOfSqlite(sqlite.read));
});

test('texts are ordered by their bytes whatever the database says of its own order', async () => {
  const url = await temporaryDatabase();
  const rows = await askedServer(
    url,
    `select table_name || '.' || column_name as column_name
    from information_schema.columns where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'`,
  );
  expect(rows).toEqual([]);
});

/** Those that a migration has named, with their columns in order. */
async function indexesOfSqlite(db: Query): Promise<Record<string, string>> {
  const { rows } = await sql<{
    name: string;
    columns: string;
  }>`select i.name as name, group_concat(c.name, ', ') as columns
    from sqlite_schema as i, pragma_index_info(i.name) as c where i.type = 'index' and i.sql is not null
    group by i.name order by i.name`.execute(db);
  return Object.fromEntries(rows.map(({ name, columns }) => [name, columns]));
}

async function indexesOfPostgres(url: string): Promise<Record<string, string>> {
  const rows = await askedServer<{ name: string; columns: string }>(
    url,
    `select c.relname as name, string_agg(a.attname, ', ' order by k.place) as columns
    from pg_index x join pg_class c on c.oid = x.indexrelid join pg_namespace n on n.oid = c.relnamespace
    cross join lateral unnest(x.indkey) with ordinality as k(number, place)
    join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.number
    where n.nspname = 'public' and not exists (select 1 from pg_constraint p where p.conindid = x.indexrelid)
    group by c.relname order by c.relname collate "C"`,
  );
  return Object.fromEntries(rows.map(({ name, columns }) => [name, columns]));
}
