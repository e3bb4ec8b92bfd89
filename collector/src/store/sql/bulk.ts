import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { isPostgres } from './dialect.ts';
import type { Db } from '../reports/evidence-repository.ts';
import { inChunks } from './in-chunks.ts';
import { preparedQuery, preparedRows } from './prepared-query.ts';
import type { Schema } from '../schema.ts';
import type { Query } from '../store.ts';

/** As PostgreSQL names the type of a column. */
export type ColumnType = 'text' | 'bigint' | 'integer' | 'bytea';

type Values = Record<string, unknown>;

/**
 * Stores many rows: on PostgreSQL in one statement of one text, however many they are; on SQLite a few at a time.
 *
 * @param columns with their types, in the order of the statement
 * @param onConflict SQL behind the rows; no two rows of one call may meet in it
 */
export function bulkInsert<Row extends Values>(
  table: keyof Schema,
  columns: { [Column in keyof Row & string]: ColumnType },
  onConflict = '',
): (db: Db, rows: readonly Row[]) => Promise<void> {
  const names = Object.keys(columns);
  const into = sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})`;
  const behind = sql.raw(onConflict);
  const asArrays = preparedQuery<Values>(
    (_, slot) => sql`${into} select * from unnest(${arrays(columns, slot)}) ${behind}`,
  );
  const asRows = preparedRows<Row>(names, (_, rows) => {
    const listed = rows.map((row) => sql`(${sql.join(names.map((name) => sql`${row[name as keyof Row]}`))})`);
    return sql`${into} values ${sql.join(listed)} ${behind}`;
  });
  return async (db, rows) => {
    if (rows.length === 0) return;
    if (isPostgres(db)) await asArrays(db, byColumn(names, rows));
    else await inChunks(db, rows, async (inner, some) => void (await asRows(inner, some)));
  };
}

/**
 * Changes many rows, each to values of its own: on PostgreSQL in one statement, on SQLite a few at a time.
 *
 * @param keys columns that tell which row it is, and `set` those that get another value, with their types
 * @param also a further condition, in SQL: `v` is what the row gets
 */
export function bulkUpdate<Row extends Values>(
  table: keyof Schema,
  { keys, set }: { keys: Record<string, ColumnType>; set: Record<string, ColumnType> },
  also: (value: (column: keyof Row & string) => RawBuilder<unknown>) => RawBuilder<unknown> = () =>
    sql`1 = 1`,
): (db: Db, rows: readonly Row[]) => Promise<void> {
  const columns = { ...keys, ...set };
  const names = Object.keys(columns);
  const assigned = (value: (name: string) => RawBuilder<unknown>) =>
    sql.join(Object.keys(set).map((name) => sql`${sql.ref(name)} = ${value(name)}`));
  const found = (value: (name: string) => RawBuilder<unknown>) =>
    sql.join(
      Object.keys(keys).map((name) => sql`${sql.ref(`${table}.${name}`)} = ${value(name)}`),
      sql` and `,
    );
  const given = (name: string) => sql.ref(`v.${name}`);
  const listed = sql.join(names.map((name) => sql.ref(name)));
  const change = sql`update ${sql.table(table)} set ${assigned(given)}`;
  const where = sql`where ${found(given)} and ${also(given)}`;
  const asArrays = preparedQuery<Values>(
    (_, slot) => sql`${change} from unnest(${arrays(columns, slot)}) as v (${listed}) ${where}`,
  );
  const asRows = preparedRows<Row>(names, (_, rows) => {
    const values = rows.map((row) => sql`(${sql.join(names.map((name) => sql`${row[name as keyof Row]}`))})`);
    return sql`with v (${listed}) as (values ${sql.join(values)}) ${change} from v ${where}`;
  });
  return async (db, rows) => {
    if (rows.length === 0) return;
    if (isPostgres(db)) await asArrays(db, byColumn(names, rows));
    else await inChunks(db, rows, async (inner, some) => void (await asRows(inner, some)));
  };
}

/**
 * Rows by many keys in one question.
 *
 * @param build gets a list of keys, each of these columns; spelled for a few numbers of keys only, the last repeated
 */
export function bulkSelect<Key extends Values, Row>(
  columns: readonly (keyof Key & string)[],
  build: (keys: RawBuilder<unknown>) => RawBuilder<Row>,
): (db: Query, keys: readonly Key[]) => Promise<Row[]> {
  const ask = preparedRows<Key, Row>(columns, (_, keys) => {
    const listed = keys.map((key) => {
      const values = sql.join(columns.map((column) => sql`${key[column]}`));
      return columns.length === 1 ? values : sql`(${values})`;
    });
    return build(columns.length === 1 ? sql.join(listed) : sql`values ${sql.join(listed)}`);
  });
  return async (db, keys) => {
    const last = keys.at(-1);
    if (last === undefined) return [];
    const rows: Row[] = [];
    for (let from = 0; from < keys.length; from += mostKeys) {
      const some = keys.slice(from, from + mostKeys);
      const size = 2 ** Math.ceil(Math.log2(some.length));
      const padded = [...some, ...Array.from({ length: size - some.length }, () => last)];
      rows.push(...(await ask(db, padded)));
    }
    return rows;
  };
}

/** Removes the rows with these keys, in as few statements. */
export function bulkDelete<Key extends Values>(
  table: keyof Schema,
  columns: readonly (keyof Key & string)[],
): (db: Db, keys: readonly Key[]) => Promise<void> {
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const remove = bulkSelect<Key, unknown>(
    columns,
    (keys) => sql`delete from ${sql.table(table)} where (${names}) in (${keys})`,
  );
  return async (db, keys) => void (await remove(db, keys));
}

const mostKeys = 512;

function arrays(columns: Record<string, ColumnType>, slot: (name: string) => never): RawBuilder<unknown> {
  return sql.join(Object.entries(columns).map(([name, type]) => sql`${slot(name)}::${sql.raw(type)}[]`));
}

function byColumn(names: readonly string[], rows: readonly Values[]): Values {
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
}
