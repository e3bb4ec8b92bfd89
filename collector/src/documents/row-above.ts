import type { ColumnOf, TableValue } from './table.ts';

/** A row of a list, and of each column whether it says something else than in the row above. */
export type ChangedRow = { readonly cells: readonly TableValue[]; readonly changed: readonly boolean[] };

/** Rows of a list, one after another: in order most values are those of the row above, and need not be looked at again. */
export class RowAbove<Thing> implements ChangedRow {
  readonly cells: TableValue[];
  readonly changed: boolean[];
  readonly #columns: readonly ColumnOf<Thing>[];
  /** What the values follow from, where columns say so. */
  readonly #from: unknown[];
  #isFirst = true;

  constructor(columns: readonly ColumnOf<Thing>[]) {
    this.#columns = columns;
    this.cells = columns.map(() => null);
    this.changed = columns.map(() => true);
    this.#from = columns.map(() => undefined);
  }

  /** @returns itself, with what the columns say of the thing, until the next one comes */
  next(thing: Thing): this {
    for (let index = 0; index < this.#columns.length; index += 1) {
      this.changed[index] = this.#put(index, this.#columns[index] as ColumnOf<Thing>, thing) || this.#isFirst;
    }
    this.#isFirst = false;
    return this;
  }

  /** @returns whether it is another value than above */
  #put(index: number, column: ColumnOf<Thing>, thing: Thing): boolean {
    if (column.from) {
      const from = column.from(thing);
      if (this.#from[index] === from && !this.#isFirst) return false;
      this.#from[index] = from;
    }
    const value = column.of(thing);
    if (value === this.cells[index]) return false;
    this.cells[index] = value;
    return true;
  }
}
