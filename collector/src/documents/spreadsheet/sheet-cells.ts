import { TenkenError } from '@tenken/shared';
import { cellText } from './cell-value.ts';
import { cellPosition, cellRange, inRange } from './references.ts';
import type { CellPosition, CellRange } from './references.ts';
import { child, children } from './xml.ts';
import type { Element } from './xml.ts';

/** One row of a sheet: its cells by column from 0. */
export type RowCells = { row: number; element: Element; cells: Map<number, Element> };

/**
 * The rows of a sheet, by number from 1.
 *
 * @throws {TenkenError} `template-unusable` where rows or cells carry no address; Excel and LibreOffice write all
 */
export function rowsOf(worksheet: Element): Map<number, RowCells> {
  const rows = new Map<number, RowCells>();
  const data = child(worksheet, 'sheetData');
  for (const element of data
    ? children(worksheet, 'sheetData').flatMap((part) => children(part, 'row'))
    : []) {
    const row = Number(element.getAttribute('r') ?? Number.NaN);
    if (!Number.isInteger(row)) throw withoutAddress();
    const cells = new Map<number, Element>();
    for (const cell of children(element, 'c')) {
      const position = cellPosition(cell.getAttribute('r') ?? '');
      if (position?.row !== row) throw withoutAddress();
      cells.set(position.column, cell);
    }
    rows.set(row, { row, element, cells });
  }
  return rows;
}

export function mergedRanges(worksheet: Element): CellRange[] {
  const merged = child(worksheet, 'mergeCells');
  return (merged ? children(merged, 'mergeCell') : []).flatMap(
    (element) => cellRange(element.getAttribute('ref') ?? '') ?? [],
  );
}

/** The whole of what a person sees as one cell. */
export function visibleCell(position: CellPosition, merged: readonly CellRange[]): CellRange {
  return merged.find((range) => inRange(range, position)) ?? { from: position, to: position };
}

export function textAt(
  rows: ReadonlyMap<number, RowCells>,
  { row, column }: CellPosition,
  strings: readonly string[],
): string {
  const cell = rows.get(row)?.cells.get(column);
  return cell ? cellText(cell, strings) : '';
}

function withoutAddress(): TenkenError {
  return new TenkenError(
    'template-unusable',
    'The workbook has cells without an address; open it in Excel and save it again as .xlsx.',
  );
}
