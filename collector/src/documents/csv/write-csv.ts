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
  let pending = options.encoding === 'utf-8' ? '\uFEFF' : '';
  pending += line(table.columns.map(({ head }) => head));
  for await (const row of table.rows()) {
    pending += line(row);
    if (pending.length < chunkLength) continue;
    yield encoded(pending);
    pending = '';
  }
  yield encoded(pending);
}

function line(values: readonly TableValue[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

function field(value: TableValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = guarded(value);
  return /[",\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
