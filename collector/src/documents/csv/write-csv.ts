import { encodeShiftJis } from '../japanese/shift-jis.ts';
import type { Unencodable } from '../japanese/shift-jis.ts';
import type { Table, TableValue } from '../table.ts';
import { guarded } from './formula-guard.ts';

export type CsvOptions = {
  /**
   * `utf-8` comes with a byte order mark: without one Excel reads it as Shift_JIS when the file is opened by double
   * click. `shift_jis` is CP932.
   */
  encoding: 'utf-8' | 'shift_jis';
  /** Gets what Shift_JIS could not hold; look at it when the last byte has been read. */
  lost?: Map<string, Unencodable>;
};

const chunkLength = 64 * 1024;

/**
 * A table as CSV (RFC 4180: CRLF, quotes doubled), piece by piece. Text that a spreadsheet would take for a formula
 * gets an apostrophe in front, invisible characters are named; numbers are written as they are.
 */
export async function* csvBytes(table: Table, options: CsvOptions): AsyncGenerator<Buffer> {
  const lost = options.lost ?? new Map<string, Unencodable>();
  const encoded = (text: string) =>
    options.encoding === 'shift_jis' ? encodeShiftJis(text, lost) : Buffer.from(text, 'utf8');
  let pending = options.encoding === 'utf-8' ? csvHead(table) : csvLine(heads(table));
  for await (const row of table.rows()) {
    pending += csvLine(row);
    if (pending.length < chunkLength) continue;
    yield encoded(pending);
    pending = '';
  }
  yield encoded(pending);
}

/** What stands before the rows, as text of UTF-8. */
export function csvHead(table: Pick<Table, 'columns'>): string {
  return `\uFEFF${csvLine(heads(table))}`;
}

function heads({ columns }: Pick<Table, 'columns'>): string[] {
  return columns.map(({ head }) => head);
}

/** @returns with the line's end */
export function csvLine(values: readonly TableValue[]): string {
  let line = '';
  let separator = '';
  for (const value of values) {
    line += separator + csvField(value);
    separator = ',';
  }
  return `${line}\r\n`;
}

/** No formula, nothing to quote or to name: nearly every value, seen at one look. */
const plain =
  /^[!#-*./0-<>?A-~\u3001-\u30FF\u4E00-\u9FFF][ !#-+\--~\u3000-\u30FF\u4E00-\u9FFF\uFF01-\uFF9F]*(?<![ \u3000])$/;

/** As it stands between commas. */
export function csvField(value: TableValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (plain.test(value)) return value;
  const text = guarded(value);
  return /[",\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
