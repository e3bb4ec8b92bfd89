import type { Compilable, CompiledQuery, RawBuilder } from 'kysely';
import type { Query as Db } from '../store.ts';

/** Stands where a value will be, and finds it. */
class Slot<Values> {
  readonly of: (values: Values) => unknown;

  constructor(of: (values: Values) => unknown) {
    this.of = of;
  }
}

/** What Kysely can spell: built, or written in SQL. */
type Spelled<Row> = Compilable<Row> | RawBuilder<Row>;

/** Spelled once for each database. `build` gets a stand-in for what is found in the values. */
function prepared<Values, Row>(
  build: (db: Db, slot: (of: (values: Values) => unknown) => never) => Spelled<Row>,
): (db: Db, values: Values) => Promise<Row[]> {
  const known = new WeakMap<object, CompiledQuery<Row>>();
  return async (db, values) => {
    // Of the connection's dialect, the same in each of its transactions.
    const { adapter } = db.getExecutor();
    let compiled = known.get(adapter);
    if (!compiled) {
      compiled = build(db, (of) => new Slot(of) as never).compile(db);
      known.set(adapter, compiled);
    }
    const parameters = compiled.parameters.map((one) => (one instanceof Slot ? one.of(values) : one));
    const { rows } = await db.executeQuery<Row>({ ...compiled, parameters });
    return rows;
  };
}

/**
 * A query that Kysely spells once for each database and not once for each report: spelling one takes as long as SQLite
 * takes to run it. `build` gets a stand-in for each value.
 */
export function preparedQuery<Values extends Record<string, unknown>, Row = unknown>(
  build: (db: Db, slot: (name: keyof Values & string) => never) => Spelled<Row>,
): (db: Db, values: Values) => Promise<Row[]> {
  return prepared<Values, Row>((db, slot) => build(db, (name) => slot((values) => values[name])));
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
  const bySize = new Map<number, ReturnType<typeof prepared<readonly Row[], Result>>>();
  return async (db, rows) => {
    if (rows.length === 0) return [];
    let query = bySize.get(rows.length);
    if (!query) {
      query = prepared((inner, slot) =>
        build(
          inner,
          rows.map(
            (_, at) =>
              Object.fromEntries(columns.map((column) => [column, slot((of) => of[at]?.[column])])) as Record<
                keyof Row,
                never
              >,
          ),
        ),
      );
      bySize.set(rows.length, query);
    }
    return query(db, rows);
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
