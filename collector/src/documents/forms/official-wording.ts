import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Checklist } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import { CsvError, parse } from 'csv-parse/sync';
import type { AssessmentRecord } from '../../assessments/record.ts';
import { decodeText } from '../csv/text-encoding.ts';
import type { TextEncoding } from '../csv/text-encoding.ts';
import type { CellPosition } from '../spreadsheet/references.ts';
import { mergedRanges, rowsOf, textAt, visibleCell } from '../spreadsheet/sheet-cells.ts';
import { findRows, mismatch } from '../spreadsheet/template/find-rows.ts';
import { usualHeadings } from '../spreadsheet/template/headings.ts';
import { findSideRows, hasSides } from '../spreadsheet/template/side-rows.ts';
import { WorkbookPackage } from '../spreadsheet/workbook-package.ts';
import type { SheetPart } from '../spreadsheet/workbook-package.ts';
import { workbookStream } from '../spreadsheet/workbook-writer.ts';
import { rootOf } from '../spreadsheet/xml.ts';
import { itemLabel } from './item-words.ts';

type OfficialWording = NonNullable<AssessmentRecord['officialWording']>;

export type WordingOptions = {
  /** How the form calls its columns, where that is unusual. */
  number?: readonly string[];
  wording?: readonly string[];
  /** Of a CSV, where it cannot be told from the bytes. */
  encoding?: TextEncoding;
};

const shownNumbers = 30;

/** In order of preference: the column with the text of an item. */
const wordingHeadings = ['安全管理措置', '内容', '小項目', '点検項目', '確認項目', '措置', '項目'];

/**
 * The official text of every item, from the user's own copy of the form: xlsx, or CSV in the encodings of Excel. Rows
 * are found by item number and by the heading of the column; ruby is left out, line breaks stay.
 *
 * @throws {TenkenError} `template-unusable`, `file-encoding`; `template-mismatch` where an item has no row, more than one
 *   or no text, and where a row is numbered as an item that the list does not have
 */
export async function readOfficialWording(
  bytes: Uint8Array,
  checklist: Checklist,
  options: WordingOptions = {},
): Promise<OfficialWording> {
  const isWorkbook = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const workbook = new WorkbookPackage(isWorkbook ? bytes : await asWorkbook(bytes, options.encoding));
  const places = textsOf(workbook, checklist, options);
  const sheets = new Map(
    places.map(({ sheet: { path } }) => {
      const root = rootOf(workbook.document(path), path);
      return [path, { rows: rowsOf(root), merged: mergedRanges(root) }] as const;
    }),
  );
  const items: OfficialWording['items'] = {};
  const empty: string[] = [];
  for (const [index, item] of checklist.items.entries()) {
    const place = places[index];
    const sheet = sheets.get(place?.sheet.path ?? '');
    const at = place && sheet ? visibleCell(place.text, sheet.merged).from : null;
    const text = at && sheet ? textAt(sheet.rows, at, workbook.strings).trim() : '';
    if (text === '') empty.push(itemLabel(checklist, item));
    else items[item.id] = text;
  }
  if (empty.length > 0) {
    const more = empty.length > shownNumbers ? ` and ${empty.length - shownNumbers} more` : '';
    const known = (options.wording ?? wordingHeadings).join(', ');
    throw mismatch(
      `the text of item ${empty.slice(0, shownNumbers).join(', ')}${more} is empty; texts are read from the column that is called ${known}, the first of these that is there`,
    );
  }
  return { sha256: createHash('sha256').update(bytes).digest('hex'), items };
}

/** The cell with the text of each item. */
function textsOf(
  workbook: WorkbookPackage,
  { items }: Checklist,
  options: WordingOptions,
): { sheet: SheetPart; text: CellPosition }[] {
  const sided = items.flatMap(({ number, flags }) =>
    flags.level === null ? [] : [{ number, side: flags.level }],
  );
  if (sided.length === items.length && hasSides(workbook)) return findSideRows(workbook, sided);
  const wanted = items.map(({ number, path }) => ({
    number,
    ...(path[0] === undefined ? {} : { chapter: path[0] }),
  }));
  const headings = {
    number: options.number ?? usualHeadings.number,
    mark: options.wording ?? wordingHeadings,
    remarks: null,
  };
  return findRows(workbook, wanted, headings, 'refuse').map(({ sheet, mark }) => ({ sheet, text: mark }));
}

/** A CSV as the sheet it would be, so that both are searched in the same way. */
async function asWorkbook(bytes: Uint8Array, encoding?: TextEncoding): Promise<Uint8Array> {
  const { text } = decodeText(bytes, encoding);
  const firstLine = text.slice(0, text.search(/\r?\n|$/));
  let rows: string[][];
  try {
    rows = parse(text, { delimiter: firstLine.includes('\t') ? '\t' : ',', relax_column_count: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new TenkenError(
      'template-unusable',
      'The file is neither a workbook nor CSV; save the form in Excel as .xlsx.',
      {
        cause: error,
      },
    );
  }
  const sheet = {
    name: 'CSV',
    columnWidths: [10],
    head: [],
    rows: () => rows.map((cells) => ({ cells })),
    page: { orientation: 'portrait' as const },
  };
  return buffer(workbookStream({ title: 'CSV', asOf: '1980-01-01T00:00:00.000Z', sheets: [sheet] }));
}
