import { LineBytes } from '../../lines/line-bytes.ts';
import type { ChangedRow } from '../row-above.ts';
import { csvField } from './write-csv.ts';

/** Lines of a list in order: most fields hold what the field above holds. */
export class CsvLines {
  readonly #line: LineBytes;

  constructor(columns: number) {
    this.#line = new LineBytes(['', ...Array.from({ length: columns - 1 }, () => ','), '\r\n']);
  }

  /** @returns UTF-8 with the line's end, until the next line comes */
  next({ cells, changed }: ChangedRow): Uint8Array {
    for (let column = 0; column < cells.length; column += 1) {
      if (changed[column]) this.#line.set(column, csvField(cells[column] ?? null));
    }
    return this.#line.bytes;
  }
}
