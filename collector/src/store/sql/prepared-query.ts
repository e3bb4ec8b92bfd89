import type { Compilable, CompiledQuery, RawBuilder } from 'kysely';
import type { Query as Db } from '../store.ts';

/** Stands where a value will be. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What Kysely can spell: built, or written in SQL. */
type Spelled<Row> = Compilable<Row> | RawBuilder<Row>;

/**
 * A query that Kysely spells once for each database and not once for each report: spelling one takes as long as SQLite
 * takes to run it. `build` gets a stand-in for each value.
 */
export function preparedQuery<Values extends Record<string, unknown>, Row = unknown>(
  build: (db: Db, slot: (name: keyof Values & string) => never) => Spelled<Row>,
): (db: Db, values: Values) => Promise<Row[]> {
  const known = new WeakMap<object, CompiledQuery<Row>>();
  return async (db, values) => {
    // Of the connection's dialect, the same in each of its transactions.
    const { adapter } = db.getExecutor();
    let compiled = known.get(adapter);
    if (!compiled) {
      compiled = build(db, (name) => new Slot(name) as never).compile(db);
      known.set(adapter, compiled);
    }
    const parameters = compiled.parameters.map((one) => (one instanceof Slot ? values[one.name] : one));
    const { rows } = await db.executeQuery<Row>({ ...compiled, parameters });
    return rows;
  };
}

/**
 * The same for many rows in one statement, spelled once for each number of rows.
 *
 * @param columns in the order in which `build` gets each row's values
 */
export function preparedRows<Row extends Record<string, unknown>, Result = unknown>(
  columns: readonly (keyof Row & string)[],
  build: (db: Db, rows: Record<keyof Row, never>[]) => Spelled<Result>,
): (db: Db, rows: readonly Row[]) => Promise<Result[]> {
  const bySize = new Map<number, ReturnType<typeof preparedQuery<Record<string, unknown>, Result>>>();
  return async (db, rows) => {
    if (rows.length === 0) return [];
    let query = bySize.get(rows.length);
    if (!query) {
      query = preparedQuery((inner, slot) =>
        build(
          inner,
          rows.map(
            (_, row) =>
              Object.fromEntries(columns.map((column) => [column, slot(`${column} ${row}`)])) as Record<
                keyof Row,
                never
              >,
          ),
        ),
      );
      bySize.set(rows.length, query);
    }
    const values: Record<string, unknown> = {};
    for (const [index, row] of rows.entries()) {
      for (const column of columns) values[`${column} ${index}`] = row[column];
    }
    return query(db, values);
  };
}

/** Rows that are stored. */
export function preparedInsert<Row extends Record<string, unknown>>(
  columns: readonly (keyof Row & string)[],
  build: (db: Db, rows: never[]) => Spelled<unknown>,
): (db: Db, rows: readonly Row[]) => Promise<void> {
  const insert = preparedRows<Row>(columns, (db, rows) => build(db, rows as never[]));
  return async (db, rows) => {
    await insert(db, rows);
  };
}
