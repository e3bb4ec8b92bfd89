import { LineBytes } from '../../lines/line-bytes.ts';
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

/** The row's number, then of each cell what is before the value, the value, and what is behind it. */
const before = (column: number) => 1 + 3 * column;

/** Rows of a list in a sheet, in the style `list`: each cell repeats its row's number, and most what stands above. */
export class ListRow {
  readonly #strings: SharedStrings;
  #order: ListedOrder[] = [];
  #line = lineOf(0);
  /** The last row's number, in decimal digits. */
  #number = '';
  #above: TableValue[] = [];
  #kinds: Kind[] = [];
  /** Where the row's number begins in what is before the value, by column. */
  #numberAt: number[] = [];

  constructor(strings: SharedStrings) {
    this.#strings = strings;
  }

  /**
   * @param row from 1
   * @returns UTF-8, until the next row comes
   */
  next(row: number, cells: readonly TableValue[]): Uint8Array {
    if (cells.length > this.#above.length) this.#widen(cells.length);
    this.#renumber(String(row));
    for (let column = 0; column < this.#above.length; column += 1) {
      const value = cells[column] ?? null;
      if (this.#above[column] !== value) this.#put(column, value);
      // The same text may have an index the next time.
      else if (this.#kinds[column] === 'inline') this.#putShared(column, String(value));
    }
    return this.#line.bytes;
  }

  #put(column: number, value: TableValue): void {
    this.#above[column] = value;
    if (value === null || value === '') this.#set(column, 'empty', '');
    else if (typeof value === 'number') this.#set(column, 'number', String(value));
    else if (!this.#putShared(column, value)) this.#set(column, 'inline', itemXml(value));
  }

  #putShared(column: number, value: string): boolean {
    const index = this.#order[column]?.indexOf(value) ?? null;
    if (index === null) return false;
    this.#become(column, 'shared');
    this.#line.setWhole(before(column) + 1, index);
    return true;
  }

  #set(column: number, kind: Kind, value: string): void {
    this.#become(column, kind);
    this.#line.set(before(column) + 1, value);
  }

  #become(column: number, kind: Kind): void {
    if (this.#kinds[column] === kind) return;
    this.#kinds[column] = kind;
    this.#line.set(before(column) + 2, kinds[kind].behind);
    this.#begin(column);
  }

  #begin(column: number): void {
    const kind = this.#kinds[column] ?? 'empty';
    const name = columnName(column);
    const begin = kind === 'empty' ? '' : `<c r="${name}${this.#number}${kinds[kind].before}`;
    this.#line.set(before(column), begin);
  }

  /** Mostly one digit is another than in the row before, in every cell. */
  #renumber(number: string): void {
    const last = this.#number;
    this.#number = number;
    if (number.length !== last.length) {
      this.#line.set(0, number);
      for (let column = 0; column < this.#above.length; column += 1) this.#begin(column);
      return;
    }
    for (let at = number.length - 1; at >= 0 && number[at] !== last[at]; at -= 1) {
      this.#setDigit(at, number.charCodeAt(at));
    }
  }

  #setDigit(at: number, digit: number): void {
    this.#line.setByte(0, at, digit);
    for (let column = 0; column < this.#above.length; column += 1) {
      if (this.#kinds[column] === 'empty') continue;
      this.#line.setByte(before(column), (this.#numberAt[column] ?? 0) + at, digit);
    }
  }

  #widen(columns: number): void {
    this.#line = lineOf(columns);
    this.#line.set(0, this.#number);
    this.#above = Array.from({ length: columns }, () => null);
    this.#kinds = Array.from({ length: columns }, () => 'empty');
    this.#order = Array.from({ length: columns }, () => new ListedOrder(this.#strings));
    this.#numberAt = Array.from({ length: columns }, (_, column) => `<c r="${columnName(column)}`.length);
  }
}

function lineOf(columns: number): LineBytes {
  const around = ['<row r="', '">', ...Array.from({ length: 3 * columns }, () => '')];
  return new LineBytes([...around.slice(0, -1), `${around.at(-1)}</row>`]);
}
