import type { Compilable, CompiledQuery } from 'kysely';
import type { Db } from './evidence-repository.ts';

/** Stands where a value will be. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query that Kysely spells once for each database and not once for each report: spelling one takes as long as SQLite
 * takes to run it. `build` gets a stand-in for each value.
 */
export function preparedQuery<Values extends Record<string, unknown>, Row = unknown>(
  build: (db: Db, slot: (name: keyof Values & string) => never) => Compilable<Row>,
): (db: Db, values: Values) => Promise<Row[]> {
  const known = new WeakMap<object, CompiledQuery<Row>>();
  return async (db, values) => {
    // Of the connection's dialect, the same in each of its transactions.
    const { adapter } = db.getExecutor();
    let compiled = known.get(adapter);
    if (!compiled) {
      compiled = build(db, (name) => new Slot(name) as never).compile();
      known.set(adapter, compiled);
    }
    const parameters = compiled.parameters.map((one) => (one instanceof Slot ? values[one.name] : one));
    const { rows } = await db.executeQuery<Row>({ ...compiled, parameters });
    return rows;
  };
}

/**
 * The same for rows of a table in one statement, spelled once for each number of rows.
 *
 * @param columns in the order in which `insert` gets each row's values
 */
export function preparedInsert<Row extends Record<string, unknown>>(
  columns: readonly (keyof Row & string)[],
  build: (db: Db, rows: never[]) => Compilable,
): (db: Db, rows: readonly Row[]) => Promise<void> {
  const bySize = new Map<number, ReturnType<typeof preparedQuery>>();
  return async (db, rows) => {
    if (rows.length === 0) return;
    let insert = bySize.get(rows.length);
    if (!insert) {
      insert = preparedQuery((inner, slot) =>
        build(
          inner,
          rows.map((_, row) =>
            Object.fromEntries(columns.map((column) => [column, slot(`${column} ${row}`)])),
          ) as never[],
        ),
      );
      bySize.set(rows.length, insert);
    }
    const values: Record<string, unknown> = {};
    for (const [index, row] of rows.entries()) {
      for (const column of columns) values[`${column} ${index}`] = row[column];
    }
    await insert(db, values);
  };
}
