import { LineBytes } from '../../lines/line-bytes.ts';
import type { TableValue } from '../table.ts';
import { csvField } from './write-csv.ts';

/** Lines of a list in order: most fields hold what the field above holds. */
export class CsvLines {
  readonly #line: LineBytes;
  readonly #above: TableValue[];

  constructor(columns: number) {
    this.#line = new LineBytes(['', ...Array.from({ length: columns - 1 }, () => ','), '\r\n']);
    this.#above = Array.from({ length: columns }, () => null);
  }

  /** @returns UTF-8 with the line's end, until the next line comes */
  next(values: readonly TableValue[]): Uint8Array {
    for (let column = 0; column < this.#above.length; column += 1) {
      const value = values[column] ?? null;
      if (this.#above[column] === value) continue;
      this.#above[column] = value;
      this.#line.set(column, csvField(value));
    }
    return this.#line.bytes;
  }
}
