import { cellText } from './cell-value.ts';
import { rowsOf } from './sheet-cells.ts';
import { WorkbookPackage } from './workbook-package.ts';
import { rootOf } from './xml.ts';

export type SheetText = {
  name: string;
  /** Rows that hold a text, with the cells that do: column from 0. */
  rows: { row: number; cells: { column: number; text: string }[] }[];
};

/**
 * The text of every sheet of a workbook that somebody gave us: as stored, without ruby, formulas as their last result.
 *
 * @throws {TenkenError} `template-unusable` for what is no workbook, damaged, or too large for a form
 */
export function readWorkbook(bytes: Uint8Array): SheetText[] {
  return sheetTexts(new WorkbookPackage(bytes));
}

export function sheetTexts(workbook: WorkbookPackage): SheetText[] {
  return workbook.sheets.map(({ name, path }) => {
    const rows = [...rowsOf(rootOf(workbook.document(path), path)).values()].map(({ row, cells }) => ({
      row,
      cells: [...cells]
        .map(([column, cell]) => ({ column, text: cellText(cell, workbook.strings) }))
        .filter(({ text }) => text !== ''),
    }));
    return { name, rows: rows.filter(({ cells }) => cells.length > 0) };
  });
}
