import { createHash } from 'node:crypto';
import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { ToldError } from '../../told-error.ts';
import { folded } from '../japanese/folding.ts';
import { visibleText } from '../visible-text.ts';
import { csvRecords } from './csv-records.ts';
import { ledgerField, ledgerHeadings } from './ledger-columns.ts';
import type { LedgerField } from './ledger-columns.ts';
import { decodeText } from './text-encoding.ts';
import type { TextEncoding } from './text-encoding.ts';

/** One machine of an asset ledger, as written there: leading zeros and widths are kept, spaces around are not. */
export type LedgerRow = {
  /** In the file, from 1; the headings are line 1. */
  line: number;
  assetNumber: string;
  name: string;
  department: string | null;
  location: string | null;
  user: string | null;
  serialNumber: string | null;
  /** Why the machine is not in scope; null: it is. */
  excludedReason: string | null;
};

export type Ledger = {
  rows: LedgerRow[];
  /** Of the file's bytes. */
  sha256: string;
  encoding: TextEncoding;
  /** Headings that mean nothing to us, and whose values are not taken. */
  ignoredColumns: string[];
  /** Rows without any value, as Excel leaves them below and between others; they are no machines. */
  blankRows: number;
};

/** 200,000 machines with forty columns are below this. */
const maxBytes = 100 * 1024 * 1024;
const maxFieldLength = 1000;
const shownProblems = 20;

const optional = ['department', 'location', 'user', 'serialNumber', 'excludedReason'] as const;

/**
 * Reads an asset ledger: CSV or, as Excel's 'Unicode text', separated by tabs. Column order does not matter, unknown
 * columns are left out, and so are rows without any value, which are counted. A ledger with any fault is refused as a whole, with every fault (the first 20) named by line
 * and column: a denominator must not be nearly right.
 *
 * @param encoding what a person says about the file, where it cannot be told from the bytes
 * @throws {ToldError} `file-encoding`; `ledger-invalid` for a wrong format, missing or repeated columns, empty asset
 *   numbers or names, and duplicates (by number, or by name without regard to width and case)
 */
export function readLedger(bytes: Uint8Array, encoding?: TextEncoding): Ledger {
  if (bytes.byteLength > maxBytes) {
    throw invalid(
      '台帳が100 MBを超えています。要らない列を除いてください。',
      'The ledger is larger than 100 MB; remove columns that are not needed.',
    );
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw invalid(
      'Excelブックか圧縮ファイルです。Excelで開き、シートを「CSV UTF-8」で保存してください。',
      'The file is a workbook or an archive; open it in Excel and save the sheet as CSV UTF-8.',
    );
  }
  const decoded = decodeText(bytes, encoding);
  const { records: all, blankRows } = csvRecords(decoded.text, (fault, cause) =>
    Object.assign(invalid(fault.ja, `The ledger is ${fault.en}`), { cause }),
  );
  const [headings, ...records] = all;
  if (!headings || records.length === 0) {
    throw invalid(
      '台帳に行がありません。1行目に見出し、2行目から端末・機器を1行に1台書いてください。',
      'The ledger is empty; line 1 holds the headings, each other line a machine.',
    );
  }
  const columns = columnsOf(headings.record);
  const rows = records.map(({ record, line }) => rowOf(record, line, columns));
  refuseFaults(rows, columns);
  return {
    rows,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    encoding: decoded.encoding,
    ignoredColumns: headings.record.filter(
      (heading) => heading.trim() !== '' && ledgerField(heading) === null,
    ),
    blankRows,
  };
}

function invalid(ja: string, en: string): ToldError {
  return ToldError.of('ledger-invalid', text(ja, en));
}

type Columns = Map<LedgerField, { index: number; heading: string }>;

function columnsOf(headings: readonly string[]): Columns {
  const columns: Columns = new Map();
  for (const [index, heading] of headings.entries()) {
    const field = ledgerField(heading);
    if (field === null) continue;
    const earlier = columns.get(field);
    if (earlier) {
      throw invalid(
        `1行目: ${shown(earlier.heading)}（${earlier.index + 1}列目）と${shown(heading)}（${index + 1}列目）は同じ意味の列です。どちらかだけ残してください。`,
        `Line 1: the columns ${shown(earlier.heading)} (${earlier.index + 1}) and ${shown(heading)} (${index + 1}) mean the same; keep one of them.`,
      );
    }
    columns.set(field, { index, heading: heading.trim() });
  }
  const missing = (['assetNumber', 'name'] as const).filter((field) => !columns.has(field));
  if (missing.length > 0) {
    const wanted = missing.map(
      (field) => `${ledgerHeadings[field][0]} (${ledgerHeadings[field].slice(1, 4).join(', ')} …)`,
    );
    const there = headings.slice(0, shownProblems).map(shown);
    throw invalid(
      `1行目に${wanted.join('と')}の列がありません。あるのは${there.join('、')}です。`,
      `Line 1 has no column for ${wanted.join(' and none for ')}; it has ${there.join(', ')}.`,
    );
  }
  return columns;
}

function rowOf(record: readonly string[], line: number, columns: Columns): LedgerRow {
  const value = (field: LedgerField) => record[columns.get(field)?.index ?? -1]?.trim() ?? '';
  const others = Object.fromEntries(optional.map((field) => [field, value(field) || null])) as Record<
    (typeof optional)[number],
    string | null
  >;
  return { line, assetNumber: value('assetNumber'), name: value('name'), ...others };
}

function refuseFaults(rows: readonly LedgerRow[], columns: Columns): void {
  const faults: Text[] = [];
  const heading = (field: LedgerField) => columns.get(field)?.heading ?? field;
  for (const field of ['assetNumber', 'name'] as const) {
    const seen = new Map<string, number>();
    for (const row of rows) {
      const fault = (ja: string, en: string) =>
        text(`${row.line}行目、${heading(field)}: ${ja}`, `Line ${row.line}, ${heading(field)}: ${en}`);
      const known = folded(row[field]);
      if (known === '') {
        faults.push(fault('空です。', 'empty.'));
        continue;
      }
      const earlier = seen.get(known);
      if (earlier === undefined) seen.set(known, row.line);
      else {
        const name = shown(row[field]);
        faults.push(fault(`${name}は${earlier}行目にもあります。`, `${name} is on line ${earlier} already.`));
      }
    }
  }
  for (const row of rows) {
    for (const field of ['assetNumber', 'name', ...optional] as const) {
      if ((row[field]?.length ?? 0) > maxFieldLength) {
        faults.push(
          text(
            `${row.line}行目、${heading(field)}: ${maxFieldLength}文字を超えています。`,
            `Line ${row.line}, ${heading(field)}: longer than ${maxFieldLength} characters.`,
          ),
        );
      }
    }
  }
  if (faults.length === 0) return;
  const told = faults.slice(0, shownProblems);
  const more = faults.length - told.length;
  throw ToldError.of(
    'ledger-invalid',
    text(
      '台帳を取り込みませんでした。次を直して、取り込み直してください。',
      'The ledger was not taken; correct it and import it again.',
    ),
    more > 0 ? [...told, text(`ほかに${more}件あります。`, `… and ${more} more.`)] : told,
  );
}

/** What stands in the ledger, safe to print and not endless. */
function shown(value: string): string {
  const plain = visibleText(value.trim()).replaceAll(/[\n\t]/g, ' ');
  return `'${plain.length > 40 ? `${plain.slice(0, 40).toWellFormed()}…` : plain}'`;
}
