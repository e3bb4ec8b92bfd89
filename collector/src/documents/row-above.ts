import type { ColumnOf, TableValue } from './table.ts';

/** A row of a list, and which of its columns say something else than those of the row above. */
export type ChangedRow = { readonly cells: readonly TableValue[]; readonly changed: readonly number[] };

/** Rows of a list, one after another: in order most values are those of the row above, and need not be looked at again. */
export class RowAbove<Thing> implements ChangedRow {
  readonly cells: TableValue[];
  /** By index from 0. */
  readonly changed: number[] = [];
  readonly #columns: readonly ColumnOf<Thing>[];
  /** What the values follow from, where columns say so. */
  readonly #from: unknown[];
  #isFirst = true;

  constructor(columns: readonly ColumnOf<Thing>[]) {
    this.#columns = columns;
    this.cells = columns.map(() => null);
    this.#from = columns.map(() => undefined);
  }

  /** @returns itself, with what the columns say of the thing, until the next one comes */
  next(thing: Thing): this {
    this.changed.length = 0;
    for (let index = 0; index < this.#columns.length; index += 1) {
      const column = this.#columns[index] as ColumnOf<Thing>;
      if (column.from && !this.#isOther(index, column.from(thing))) continue;
      const value = column.of(thing);
      if (value === this.cells[index] && !this.#isFirst) continue;
      this.cells[index] = value;
      this.changed.push(index);
    }
    this.#isFirst = false;
    return this;
  }

  #isOther(index: number, from: unknown): boolean {
    if (this.#from[index] === from && !this.#isFirst) return false;
    this.#from[index] = from;
    return true;
  }
}
