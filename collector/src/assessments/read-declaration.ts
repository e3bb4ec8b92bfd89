import type { DeclarationKind } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import { csvRecords } from '../documents/csv/csv-records.ts';
import { decodeText } from '../documents/csv/text-encoding.ts';
import type { TextEncoding } from '../documents/csv/text-encoding.ts';
import { checkedEntries } from './checked-entries.ts';
import type { EnteredRow } from './checked-entries.ts';

const maxBytes = 20 * 1024 * 1024;

/**
 * The entries of a declaration from a file: CSV with headings, in the encodings of Excel, or JSON, a list of objects
 * whose values are texts.
 *
 * @param encoding of a CSV, where it cannot be told from the bytes
 * @throws {TenkenError} `file-encoding`, `declaration-invalid`
 */
export function readDeclaration(
  kind: DeclarationKind,
  bytes: Uint8Array,
  encoding?: TextEncoding,
): Record<string, string>[] {
  if (bytes.byteLength > maxBytes) throw invalid('The file is larger than 20 MB.');
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw invalid('The file is a workbook or an archive; open it in Excel and save the sheet as CSV UTF-8.');
  }
  const { text } = decodeText(bytes, encoding);
  if (/^\s*[[{]/.test(text)) {
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch {
      throw invalid('The file begins like JSON and is none.');
    }
    return entriesOf(kind, content);
  }
  const [first, ...others] = csvRecords(text, (fault) => invalid(`The file is ${fault.en}`)).records;
  if (!first) throw invalid('The file is empty; line 1 holds the headings, each other line an entry.');
  // Excel leaves lines and columns that somebody has emptied.
  const headings = first.record.map((heading) => heading.trim());
  const rows = others
    .filter(({ record }) => record.some((value) => value.trim() !== ''))
    .map(({ record, line }) => ({
      line,
      values: new Map(headings.map((heading, index) => [heading, record[index] ?? ''])),
    }));
  const isUsed = (index: number) => others.some(({ record }) => (record[index] ?? '').trim() !== '');
  return checkedEntries(
    kind,
    headings.filter((heading, index) => heading !== '' || isUsed(index)),
    rows,
  );
}

/** The same from what JSON held. @throws {TenkenError} `declaration-invalid` */
export function entriesOf(kind: DeclarationKind, content: unknown): Record<string, string>[] {
  const objects = Array.isArray(content) ? (content as unknown[]) : [null];
  const rows = objects.map((entry, index): EnteredRow => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw notTexts();
    const values = Object.entries(entry).map(([field, value]: [string, unknown]): [string, string] => {
      if (typeof value !== 'string') throw notTexts();
      return [field, value];
    });
    return { line: index + 1, values: new Map(values) };
  });
  const headings = new Set(rows.flatMap(({ values }) => [...values.keys()]));
  return checkedEntries(kind, [...headings], rows);
}

function notTexts(): TenkenError {
  return invalid('JSON must be a list of objects whose values are texts.');
}

function invalid(message: string): TenkenError {
  return new TenkenError('declaration-invalid', message);
}
