/** A table as the file has it: what is moved is read from the file itself, so that later migrations are carried along. */
export type MovedTable = {
  name: string;
  /** In the order of the file. */
  columns: readonly string[];
  /** Columns of its primary key, in their order there. */
  key: readonly string[];
  /** Tables that its foreign keys name. */
  parents: readonly string[];
  /** The last number that was given to a row, for a table that counts up by itself; a number is never given twice. */
  counter: bigint | null;
};

/** A row in the texts by which PostgreSQL writes its values, in the order of the table's columns. */
export type TextRow = (string | null)[];

/** Each after those that it refers to; otherwise in the order of their names. */
export function parentsFirst(tables: readonly MovedTable[]): MovedTable[] {
  const ordered: MovedTable[] = [];
  const waiting = new Map(
    tables.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((table) => [table.name, table]),
  );
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ name, parents }) =>
      parents.every((parent) => parent === name || !waiting.has(parent)),
    );
    if (ready.length === 0) throw new Error(`foreign keys go round in ${[...waiting.keys()].join(', ')}`);
    for (const table of ready) {
      ordered.push(table);
      waiting.delete(table.name);
    }
  }
  return ordered;
}
