import { ToldError } from '../../told-error.ts';
import type { MovedTable, TextRow } from './moved-table.ts';
import { withoutNul } from './source-file.ts';
import type { SourceValue } from './source-file.ts';

/** What a column holds on the other side. */
export type ColumnKind = 'text' | 'number' | 'bytes';

/** How often U+0000 became U+FFFD, by column; only columns in which it did. */
export type NulCounts = Record<string, number>;

/** Turns rows of the file into the texts of the same values on the other side. */
export class RowWriter {
  readonly #table: MovedTable;
  readonly #kinds: readonly ColumnKind[];
  readonly #nul = new Map<string, number>();

  constructor(table: MovedTable, kinds: readonly ColumnKind[]) {
    this.#table = table;
    this.#kinds = kinds;
  }

  /** Since it was made. */
  get nul(): NulCounts {
    return Object.fromEntries(this.#nul);
  }

  /** @throws {ToldError} `store-move-failed` for a value that its column cannot hold there */
  texts(row: readonly SourceValue[]): TextRow {
    const texts: TextRow = Array.from({ length: row.length }, () => null);
    for (let at = 0; at < row.length; at += 1) texts[at] = this.#text(row[at] ?? null, at);
    return texts;
  }

  #text(value: SourceValue, at: number): string | null {
    if (value === null) return null;
    const kind = this.#kinds[at];
    if (typeof value === 'string' && kind === 'text') return this.#counted(value, at);
    if (typeof value === 'bigint' && kind === 'number') return value.toString();
    if (Buffer.isBuffer(value) && kind === 'bytes') return String.raw`\x${value.toString('hex')}`;
    const column = `${this.#table.name}.${this.#table.columns[at]}`;
    throw ToldError.of('store-move-failed', {
      ja: `${column} に、PostgreSQL の列（${kind}）に入らない値（${typeof value}）があります。tenken integrity で確かめ、正しいバックアップから戻してください。`,
      en: `${column} holds a value (${typeof value}) that its column over there (${kind}) cannot hold. Look with tenken integrity, and restore a good backup.`,
    });
  }

  #counted(value: string, at: number): string {
    const text = withoutNul(value);
    if (text === value) return text;
    const column = this.#table.columns[at] ?? '';
    this.#nul.set(column, (this.#nul.get(column) ?? 0) + 1);
    return text;
  }
}

const special = /[\\\n\r\t]/;

/** A line of PostgreSQL's COPY in its text format. */
export function copyLine(row: TextRow): string {
  let line = '';
  for (let at = 0; at < row.length; at += 1) {
    if (at > 0) line += '\t';
    const text = row[at] ?? null;
    if (text === null) line += String.raw`\N`;
    else line += special.test(text) ? escaped(text) : text;
  }
  return `${line}\n`;
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll('\t', String.raw`\t`);
}
