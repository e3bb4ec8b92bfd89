/** One value of a list. Numbers stay numbers; everything else is text, also what looks like a number or a formula. */
export type TableValue = string | number | null;

export type TableColumn = {
  /** What stands in the first row, in plain Japanese. */
  head: string;
  /** In characters of half width. */
  width: number;
  /** Left out where a sheet is printed, such as codes and hashes: these columns come last. */
  unprinted?: true;
};

/**
 * A flat list by the ministry's rules for machine-readable tables (統一的なルール, 2020-12-18): one value in each cell,
 * nothing merged, headings in the first row only, 西暦 wherever 和暦 stands.
 */
export type Table = {
  /** Part of a file name, e.g. `findings`. */
  id: string;
  title: string;
  columns: readonly TableColumn[];
  /** Long texts in wrapped cells: for lists of no more rows than the document has items. */
  wrapped?: true;
  /** May be read more than once, and never has to fit into memory. */
  rows(): Iterable<readonly TableValue[]> | AsyncIterable<readonly TableValue[]>;
};

/** A column, and what stands in it for each thing that has a row. */
export type ColumnOf<Thing> = TableColumn & {
  of: (thing: Thing) => TableValue;
  /** From which alone the value follows, where to read that takes less than to say it: a list asks for this first. */
  from?: (thing: Thing) => unknown;
};

type TableOf<Thing> = Omit<Table, 'columns' | 'rows'> & {
  columns: readonly ColumnOf<Thing>[];
  /** What has a row each. May be read more than once. */
  things(): Iterable<Thing> | AsyncIterable<Thing>;
};

/** A list of which each column says itself what stands in it. */
export function tableOf<Thing>(table: TableOf<Thing>): Table {
  return {
    ...table,
    async *rows() {
      for await (const thing of table.things()) yield rowOf(table.columns, thing);
    },
  };
}

/** What the columns say of one thing. */
export function rowOf<Thing>(columns: readonly ColumnOf<Thing>[], thing: Thing): TableValue[] {
  const row: TableValue[] = [];
  for (let index = 0; index < columns.length; index += 1) row.push(columns[index]?.of(thing) ?? null);
  return row;
}
