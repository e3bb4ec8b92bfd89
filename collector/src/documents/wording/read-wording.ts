import { createHash } from 'node:crypto';
import { TenkenError } from '@tenken/shared';
import { parse } from 'csv-parse/sync';
import { decodeText } from '../csv/text-encoding.ts';
import type { TextEncoding } from '../csv/text-encoding.ts';
import { isHeading, itemNumber, usualHeadings } from '../spreadsheet/template/headings.ts';
import { readWorkbook } from '../spreadsheet/workbook-reader.ts';

/** The official text of a form's items, from the user's own copy. */
export type Wording = {
  /** Of the file's bytes. */
  sha256: string;
  /** By item id. */
  items: Record<string, string>;
};

type Row = { line: number; cells: Map<number, string> };

/** How forms call the column that holds what an item asks. */
const textHeadings = [
  '内容',
  '項目内容',
  '点検内容',
  '点検項目',
  '確認事項',
  '確認項目',
  '安全管理措置',
  '安全管理措置の内容',
  '措置内容',
  '対策',
  '対策内容',
  '遵守事項',
  '利用条件',
  '条文',
  '本文',
  '項目',
  'text',
  'wording',
];

const maxBytes = 20 * 1024 * 1024;
const maxLength = 5000;
const shown = 20;

/**
 * Reads the wording of every item out of a workbook or a CSV file with a column of item numbers and one of texts. All
 * items have to be there, and nothing is taken in part: which items changed is told from the whole.
 *
 * @param items of the checklist, in its order; where its numbers begin anew in each chapter, the file's have to follow it
 * @throws {TenkenError} `wording-mismatch` that names what is missing; `file-encoding`, `template-unusable`
 */
export function readWording(
  bytes: Uint8Array,
  items: readonly { id: string; number: string }[],
  encoding?: TextEncoding,
): Wording {
  if (bytes.byteLength > maxBytes) throw mismatch('it is larger than 20 MiB');
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const tables = isArchive ? sheetsOf(bytes) : [csvRows(decodeText(bytes, encoding).text)];
  const found = tables.flatMap((rows) => numbered(rows));
  if (found.length === 0) {
    throw mismatch(
      `it has no row with the headings ${usualHeadings.number.slice(0, 4).join('/')} and ${textHeadings.slice(0, 6).join('/')}`,
    );
  }
  const texts = matched(found, items);
  const missing = items.filter(({ id }) => (texts.get(id) ?? '') === '').map(({ id }) => id);
  if (missing.length > 0) {
    const more = missing.length > shown ? ` and ${missing.length - shown} more` : '';
    throw mismatch(`it has no text for item ${missing.slice(0, shown).join(', ')}${more}`);
  }
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    items: Object.fromEntries([...texts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Items whose wording differs between two copies: those are asked again. */
export function changedItems(before: Wording['items'], after: Wording['items']): string[] {
  const plain = (text: string | undefined) => (text ?? '').normalize('NFKC').replaceAll(/\s+/g, '');
  return Object.keys(after).filter((id) => plain(before[id]) !== plain(after[id]));
}

function sheetsOf(bytes: Uint8Array): Row[][] {
  return readWorkbook(bytes).map(({ rows }) =>
    rows.map(({ row, cells }) => ({
      line: row,
      cells: new Map(cells.map(({ column, text }) => [column, text] as const)),
    })),
  );
}

function csvRows(text: string): Row[] {
  let rows: string[][];
  try {
    rows = parse(text, { relaxColumnCount: true, bom: true, delimiter: [',', '\t'] });
  } catch (cause) {
    throw mismatch(`it is neither a workbook nor CSV (${(cause as Error).message.slice(0, 100)})`);
  }
  return rows.map((cells, index) => ({
    line: index + 1,
    cells: new Map(cells.map((cell, column) => [column, cell] as const).filter(([, cell]) => cell !== '')),
  }));
}

/** Rows below a heading, with their number; texts that go on in rows without a number belong to the one above. */
function numbered(rows: readonly Row[]): { number: string; text: string }[] {
  const found: { number: string; text: string }[] = [];
  let columns: { number: number; text: number } | null = null;
  for (const { cells } of rows) {
    const heading = headingColumns(cells);
    if (heading) {
      columns = heading;
      continue;
    }
    if (!columns) continue;
    const number = itemNumber(cells.get(columns.number) ?? '');
    const text = (cells.get(columns.text) ?? '').toWellFormed().trim().slice(0, maxLength);
    const last = found.at(-1);
    if (number !== '') found.push({ number, text });
    else if (text !== '' && last) last.text = `${last.text}\n${text}`.slice(0, maxLength);
  }
  return found;
}

function headingColumns(cells: ReadonlyMap<number, string>): { number: number; text: number } | null {
  const columnOf = (names: readonly string[]) => [...cells].find(([, text]) => isHeading(text, names))?.[0];
  const number = columnOf([...usualHeadings.number, 'id']);
  // The headings are in the order of how surely they are meant.
  for (const name of textHeadings) {
    const text = columnOf([name]);
    if (number !== undefined && text !== undefined && text !== number) return { number, text };
  }
  return null;
}

function matched(
  found: readonly { number: string; text: string }[],
  items: readonly { id: string; number: string }[],
): Map<string, string> {
  const texts = new Map<string, string>();
  const numbers = items.map(({ number }) => itemNumber(number));
  const isUnique = new Set(numbers).size === numbers.length;
  let next = 0;
  for (const { number, text } of found) {
    const byId = items.find(({ id }) => itemNumber(id) === number);
    if (byId) {
      texts.set(byId.id, text);
      continue;
    }
    const place = isUnique ? numbers.indexOf(number) : numbers.indexOf(number, next);
    const item = items[place];
    if (!item) continue;
    next = place + 1;
    texts.set(item.id, text);
  }
  return texts;
}

function mismatch(reason: string): TenkenError {
  return new TenkenError(
    'wording-mismatch',
    `The file was not taken as the wording of the checklist: ${reason}.`,
  );
}
