import type { Compilable, CompiledQuery, RawBuilder } from 'kysely';
import type { Query as Db } from '../store.ts';

/** Stands where a value of a row will be. */
class Slot {
  readonly row: number;
  readonly column: string;

  constructor(row: number, column: string) {
    this.row = row;
    this.column = column;
  }
}

type Values = Record<string, unknown>;

/** What Kysely can spell: built, or written in SQL. */
type Spelled<Row> = Compilable<Row> | RawBuilder<Row>;

/** @returns asks with the values of these rows where their slots stand */
function spelledOnce<Result>(
  build: (db: Db) => Spelled<Result>,
): (db: Db, rows: readonly Values[]) => Promise<Result[]> {
  const known = new WeakMap<object, CompiledQuery<Result>>();
  return async (db, values) => {
    // Of the connection's dialect, the same in each of its transactions.
    const { adapter } = db.getExecutor();
    let compiled = known.get(adapter);
    if (!compiled) {
      compiled = build(db).compile(db);
      known.set(adapter, compiled);
    }
    const parameters = compiled.parameters.map((one) =>
      one instanceof Slot ? values[one.row]?.[one.column] : one,
    );
    const { rows } = await db.executeQuery<Result>({ ...compiled, parameters });
    return rows;
  };
}

/**
 * A query that Kysely spells once for each database and not once for each report: spelling one takes as long as SQLite
 * takes to run it. `build` gets a stand-in for each value.
 */
export function preparedQuery<One extends Values, Row = unknown>(
  build: (db: Db, slot: (name: keyof One & string) => never) => Spelled<Row>,
): (db: Db, values: One) => Promise<Row[]> {
  const ask = spelledOnce((db) => build(db, (name) => new Slot(0, name) as never));
  return (db, values) => ask(db, [values]);
}

/**
 * The same for many rows in one statement, spelled once for each number of rows.
 *
 * @param columns in the order in which `build` gets each row's values
 */
export function preparedRows<Row extends Values, Result = unknown>(
  columns: readonly (keyof Row & string)[],
  build: (db: Db, rows: Record<keyof Row, never>[]) => Spelled<Result>,
): (db: Db, rows: readonly Row[]) => Promise<Result[]> {
  const slots = (row: number) =>
    Object.fromEntries(columns.map((column) => [column, new Slot(row, column)])) as Record<keyof Row, never>;
  const bySize = new Map<number, ReturnType<typeof spelledOnce<Result>>>();
  return async (db, rows) => {
    const size = rows.length;
    if (size === 0) return [];
    let ask = bySize.get(size);
    if (!ask) {
      ask = spelledOnce((inner) =>
        build(
          inner,
          Array.from({ length: size }, (_, row) => slots(row)),
        ),
      );
      bySize.set(size, ask);
    }
    return ask(db, rows);
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
