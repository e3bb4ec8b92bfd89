import { text } from '@tenken/shared';
import { ToldError } from '../../../told-error.ts';
import { foldedHeading } from '../../japanese/folding.ts';
import { dateOfSerial, readDate } from '../../japanese/read-date.ts';
import { columnName } from '../../spreadsheet/references.ts';
import { sheetTexts } from '../../spreadsheet/workbook-reader.ts';
import type { SheetText } from '../../spreadsheet/workbook-reader.ts';
import { WorkbookPackage } from '../../spreadsheet/workbook-package.ts';
import { answerFields, answerHeadings, dateFields, itemHeading } from './fields.ts';
import type { AnswerField, Entered } from './fields.ts';
import { readKept } from './kept-sheet.ts';
import type { KeptItem, SheetOrigin } from './kept-sheet.ts';

/** A row that names an item. */
export type AnswerRow = {
  /** In the sheet, from 1. */
  row: number;
  item: string;
  /** Dates that can be read are `YYYY-MM-DD`; others stand as they were entered. */
  entered: Entered;
};

export type AnswerSheet = {
  origin: SheetOrigin;
  rows: AnswerRow[];
  /** By item: as the file was written. */
  kept: Map<string, KeptItem>;
  /** Name of the sheet that was filled in. */
  sheet: string;
  /** Where a field of a row stands, as Excel names it; null: where its item does. */
  cellOf: (row: number, field: AnswerField | null) => string;
};

/**
 * Reads a workbook that `answerSheet` made and a spreadsheet has saved since. Rows may be missing or in another order;
 * columns are found by their headings.
 *
 * @throws {TenkenError} `template-unusable` for what is no workbook @throws {ToldError} `answer-sheet-mismatch` for another workbook, or
 *   one whose headings are gone
 */
export function readAnswerSheet(bytes: Uint8Array): AnswerSheet {
  const workbook = new WorkbookPackage(bytes);
  const sheets = sheetTexts(workbook);
  const { origin, items: kept } = readKept(sheets);
  const found = sheets.map(tableOf).filter((table) => table !== null);
  const [table] = found;
  if (!table || found.length > 1) {
    const headings = [itemHeading, ...Object.values(answerHeadings)];
    throw ToldError.of(
      'answer-sheet-mismatch',
      found.length > 1
        ? text(
            '回答の見出しがあるシートが二つ以上あります。一つだけ残してください。',
            'More than one sheet of the workbook has the headings of the answers. Leave only one of them.',
          )
        : text(
            `見出し（${headings.join('、')}）が1行に揃ったシートがありません。見出しを戻すか、書き出し直してください。`,
            `No sheet of the workbook has the headings ${headings.join(', ')} in one row. Put them back, or write the file again.`,
          ),
    );
  }
  const rows = table.rows.flatMap(({ row, cells }): AnswerRow[] => {
    const texts = new Map(cells.map((cell) => [cell.column, plainText(cell.text)]));
    const item = texts.get(table.item)?.normalize('NFKC') ?? '';
    const entered = Object.fromEntries(
      answerFields.map((field) => {
        const cell = texts.get(table.columns[field]) ?? '';
        return [field, dateFields.has(field) ? dateText(cell, workbook.since1904) : cell];
      }),
    ) as Entered;
    const isEmpty = item === '' && Object.values(entered).every((cell) => cell === '');
    return isEmpty ? [] : [{ row, item, entered }];
  });
  const plain = [...kept.values()].map((one) => ({ ...one, entered: plainFields(one.entered) }));
  const cellOf = (row: number, field: AnswerField | null): string =>
    `${columnName(field === null ? table.item : table.columns[field])}${row}`;
  return { origin, rows, kept: new Map(plain.map((one) => [one.item, one])), sheet: table.sheet, cellOf };
}

type Table = {
  sheet: string;
  item: number;
  columns: Record<AnswerField, number>;
  rows: SheetText['rows'];
};

/** Below the row that has every heading once. */
function tableOf({ name, rows }: SheetText): Table | null {
  for (const [index, { cells }] of rows.entries()) {
    const at = (heading: string) =>
      cells.filter((cell) => foldedHeading(cell.text) === foldedHeading(heading)).map(({ column }) => column);
    const item = at(itemHeading);
    const columns = answerFields.map((field) => [field, at(answerHeadings[field])] as const);
    if (item.length !== 1 || columns.some(([, places]) => places.length !== 1)) continue;
    return {
      sheet: name,
      item: item[0] ?? 0,
      columns: Object.fromEntries(columns.map(([field, places]) => [field, places[0] ?? 0])) as Record<
        AnswerField,
        number
      >,
      rows: rows.slice(index + 1),
    };
  }
  return null;
}

/** Line ends of Excel and spaces around do not count. */
function plainText(cell: string): string {
  return cell.replaceAll(/\r\n?/g, '\n').trim();
}

function plainFields(entered: Entered): Entered {
  return Object.fromEntries(answerFields.map((field) => [field, plainText(entered[field])])) as Entered;
}

function dateText(cell: string, since1904: boolean): string {
  const serial = /^\d{1,7}(\.\d+)?$/.test(cell) ? dateOfSerial(Number(cell), since1904) : null;
  return serial ?? readDate(cell) ?? cell;
}
