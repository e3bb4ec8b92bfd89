import { LineBytes } from '../../lines/line-bytes.ts';
import type { ChangedRow } from '../row-above.ts';
import type { TableValue } from '../table.ts';
import { ListedOrder } from './listed-order.ts';
import { columnName } from './references.ts';
import { itemXml } from './shared-strings.ts';
import type { SharedStrings } from './shared-strings.ts';
import { styleIndex } from './styles.ts';

/** How a cell says what it holds. */
type Kind = keyof typeof kinds;

const text = styleIndex('list', 'text');

/** What stands before and behind the value of a cell; an empty one is left out. */
const kinds = {
  empty: { before: '', behind: '' },
  number: { before: `" s="${styleIndex('list', 'number')}"><v>`, behind: '</v></c>' },
  shared: { before: `" s="${text}" t="s"><v>`, behind: '</v></c>' },
  inline: { before: `" s="${text}" t="inlineStr"><is>`, behind: '</is></c>' },
} as const;

/** Fields of the line: the row's number, then of each cell what is before the value, the value, and what is behind it. */
const rowNumber = 0;
const before = (column: number) => 1 + 3 * column;
const valueOf = (column: number) => 2 + 3 * column;
const behind = (column: number) => 3 + 3 * column;

/** Rows of a list in a sheet, in the style `list`: each cell repeats its row's number, and most what stands above. */
export class ListRow {
  readonly #line: LineBytes;
  readonly #kinds: Kind[];
  readonly #texts: ListedOrder[];
  /** Where the row's number stands in what is before the value, by column. */
  readonly #numberAt: number[];
  /** The last row's number, in decimal digits; none before the first row. */
  #number = '';

  constructor(columns: number, strings: SharedStrings) {
    const around = ['<row r="', '">', ...Array.from({ length: 3 * columns }, () => '')];
    this.#line = new LineBytes([...around.slice(0, -1), `${around.at(-1)}</row>`]);
    this.#kinds = Array.from({ length: columns }, () => 'empty');
    this.#texts = Array.from({ length: columns }, () => new ListedOrder(strings));
    this.#numberAt = Array.from({ length: columns }, (_, column) => `<c r="${columnName(column)}`.length);
  }

  /**
   * @param number of the row, from 1
   * @returns UTF-8, until the next row comes
   */
  next(number: number, { cells, changed }: ChangedRow): Uint8Array {
    // What is above the first row of a sheet stands in another sheet.
    const isFirst = this.#number === '';
    this.#renumber(String(number));
    for (let column = 0; column < this.#kinds.length; column += 1) {
      if (changed[column] || isFirst) this.#put(column, cells[column] ?? null);
      // The same text may have an index by now.
      else if (this.#kinds[column] === 'inline') this.#putShared(column, String(cells[column]));
    }
    return this.#line.bytes;
  }

  #put(column: number, value: TableValue): void {
    if (value === null || value === '') this.#set(column, 'empty', '');
    else if (typeof value === 'number') this.#set(column, 'number', String(value));
    else if (!this.#putShared(column, value)) this.#set(column, 'inline', itemXml(value));
  }

  #putShared(column: number, value: string): boolean {
    const index = this.#texts[column]?.indexOf(value) ?? null;
    if (index === null) return false;
    this.#become(column, 'shared');
    this.#line.setWhole(valueOf(column), index);
    return true;
  }

  #set(column: number, kind: Kind, value: string): void {
    this.#become(column, kind);
    this.#line.set(valueOf(column), value);
  }

  #become(column: number, kind: Kind): void {
    if (this.#kinds[column] === kind) return;
    this.#kinds[column] = kind;
    this.#line.set(behind(column), kinds[kind].behind);
    this.#begin(column);
  }

  #begin(column: number): void {
    const kind = this.#kinds[column] ?? 'empty';
    const begin = kind === 'empty' ? '' : `<c r="${columnName(column)}${this.#number}${kinds[kind].before}`;
    this.#line.set(before(column), begin);
  }

  /** Mostly one digit is another than in the row before, in every cell. */
  #renumber(number: string): void {
    const last = this.#number;
    this.#number = number;
    if (number.length !== last.length) {
      this.#line.set(rowNumber, number);
      for (let column = 0; column < this.#kinds.length; column += 1) this.#begin(column);
      return;
    }
    for (let at = 0; at < number.length; at += 1) {
      if (number[at] !== last[at]) this.#setDigit(at, number.charCodeAt(at));
    }
  }

  #setDigit(at: number, digit: number): void {
    this.#line.setByte(rowNumber, at, digit);
    for (let column = 0; column < this.#kinds.length; column += 1) {
      if (this.#kinds[column] === 'empty') continue;
      this.#line.setByte(before(column), (this.#numberAt[column] ?? 0) + at, digit);
    }
  }
}
