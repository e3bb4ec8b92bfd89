import type { Compilable, CompiledQuery, QueryExecutorProvider, QueryResult } from 'kysely';

/** What runs a query: a database or a transaction in it. */
type Runner = QueryExecutorProvider & {
  executeQuery: <Row>(query: CompiledQuery<Row>) => Promise<QueryResult<Row>>;
};

/** Stands in a query for a value that comes with each run. */
class Slot<Input> {
  readonly read: (input: Input) => unknown;

  constructor(read: (input: Input) => unknown) {
    this.read = read;
  }
}

/** Puts into a query what will be read from the input of each run. */
export type SlotOf<Input> = <Value>(read: (input: Input) => Value) => Value;

export type Prepared<Input, Row> = (db: Runner, input: Input) => Promise<QueryResult<Row>>;

/**
 * A query that is built and spelled once and then run with other values. Building one takes several times as long
 * as SQLite takes to run it, and every report needs ten.
 */
export function prepared<Input, Row>(build: (slot: SlotOf<Input>) => Compilable<Row>): Prepared<Input, Row> {
  const query = build(<Value>(read: (input: Input) => Value) => new Slot(read) as unknown as Value).compile();
  const template = query.parameters;
  return (db, input) =>
    db.executeQuery({
      ...query,
      parameters: template.map((value) =>
        value instanceof Slot ? (value as Slot<Input>).read(input) : value,
      ),
    });
}

/**
 * The same for a query over several rows: one spelling for each number of rows, made when it first comes.
 *
 * @param build with one slot function for each row
 */
export function preparedRows<Input, Item, Row>(
  itemsOf: (input: Input) => readonly Item[],
  build: (slot: SlotOf<Input>, rows: readonly SlotOf<Item>[]) => Compilable<Row>,
): Prepared<Input, Row> {
  const bySize = new Map<number, Prepared<Input, Row>>();
  return (db, input) => {
    const size = itemsOf(input).length;
    let query = bySize.get(size);
    if (!query) {
      query = prepared((slot) =>
        build(
          slot,
          Array.from(
            { length: size },
            (_, index) =>
              <Value>(read: (item: Item) => Value) =>
                slot((given) => read(itemsOf(given)[index] as Item)),
          ),
        ),
      );
      bySize.set(size, query);
    }
    return query(db, input);
  };
}
