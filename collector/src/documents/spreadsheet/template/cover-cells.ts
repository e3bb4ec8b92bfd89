import { foldedHeading } from '../../japanese/folding.ts';
import type { CellPosition, CellRange } from '../references.ts';
import { mergedRanges, rowsOf, textAt, visibleCell } from '../sheet-cells.ts';
import type { RowCells } from '../sheet-cells.ts';
import type { SheetPart, WorkbookPackage } from '../workbook-package.ts';
import { child, rootOf } from '../xml.ts';
import type { Element } from '../xml.ts';
import { cellName, isSample } from './find-rows.ts';
import type { ItemRow } from './find-rows.ts';
import { writeCell } from './write-cell.ts';

/** Something that forms ask for beside a label, and how they label it. */
export type CoverField = { labels: readonly string[]; value: string };

export type CoverCell = {
  label: string;
  sheet: string;
  /** Where the label stands. */
  cell: string;
  /**
   * `occupied`: something stands beside the label already, or nothing is beside it that could be written to;
   * `unknown`: nobody has told the value yet.
   */
  state: 'filled' | 'occupied' | 'unknown';
};

type Place = {
  sheet: SheetPart;
  root: Element;
  rows: Map<number, RowCells>;
  merged: readonly CellRange[];
  read: (cell: CellRange) => string;
};

/**
 * Writes what is known beside labels such as 機関名, above and below the table: into the cell to the right, or where
 * labels stand beside each other, as above seals, into the one below. Only empty cells of the form are written to.
 *
 * @param found the rows of the table, which are left alone with everything between them
 */
export function fillCover(
  workbook: WorkbookPackage,
  fields: readonly CoverField[],
  found: readonly ItemRow[],
): CoverCell[] {
  if (fields.length === 0) return [];
  const values = new Map(
    fields.flatMap(({ labels, value }) => labels.map((label) => [foldedHeading(label), value] as const)),
  );
  return workbook.sheets
    .filter(({ name }) => !isSample(name))
    .flatMap((sheet) => fillSheet(placeOf(workbook, sheet), values, tableOf(sheet, found)));
}

function placeOf(workbook: WorkbookPackage, sheet: SheetPart): Place {
  const root = rootOf(workbook.document(sheet.path), sheet.path);
  const rows = rowsOf(root);
  return {
    sheet,
    root,
    rows,
    merged: mergedRanges(root),
    read: ({ from }) => textAt(rows, from, workbook.strings),
  };
}

/** The rows from the first item to the last. */
function tableOf({ path }: SheetPart, found: readonly ItemRow[]): { first: number; last: number } | null {
  const rows = found.filter(({ sheet }) => sheet.path === path).map(({ mark }) => mark.row);
  return rows.length === 0 ? null : { first: Math.min(...rows), last: Math.max(...rows) };
}

function fillSheet(
  place: Place,
  values: ReadonlyMap<string, string>,
  table: { first: number; last: number } | null,
): CoverCell[] {
  const { sheet, root, rows, read } = place;
  const cells: CoverCell[] = [];
  for (const [row, { cells: columns }] of [...rows].toSorted(([a], [b]) => a - b)) {
    if (table && row >= table.first && row <= table.last) continue;
    for (const column of [...columns.keys()].toSorted((a, b) => a - b)) {
      const cell = visibleCell({ row, column }, place.merged);
      if (cell.from.row !== row || cell.from.column !== column) continue;
      const value = values.get(labelOf(read(cell)));
      if (value === undefined) continue;
      const target = targetOf(place, cell, values);
      const state = target === null ? 'occupied' : value === '' ? 'unknown' : 'filled';
      if (target && state === 'filled') writeCell(root, rows, target, value);
      cells.push({
        label: read(cell).trim(),
        sheet: sheet.name,
        cell: cellName(cell.from),
        state,
      });
    }
  }
  return cells;
}

/** Labels are spread out with spaces and may end in a colon. */
function labelOf(text: string): string {
  return foldedHeading(text).replace(/:$/, '');
}

/** The empty cell of the form that belongs to a label; null where there is none. */
function targetOf(place: Place, label: CellRange, values: ReadonlyMap<string, string>): CellPosition | null {
  const right = at(place, { row: label.from.row, column: label.to.column + 1 });
  const left =
    label.from.column > 0 ? at(place, { row: label.from.row, column: label.from.column - 1 }) : null;
  const isLabel = (cell: CellRange | null) => cell !== null && values.has(labelOf(place.read(cell)));
  const target =
    isLabel(right) || isLabel(left) ? at(place, { row: label.to.row + 1, column: label.from.column }) : right;
  if (!target || place.read(target).trim() !== '') return null;
  const element = place.rows.get(target.from.row)?.cells.get(target.from.column);
  // A cell that the form says nothing of is beside it, not in it; one that calculates is the form's own.
  return element && !child(element, 'f') ? target.from : null;
}

function at({ rows, merged }: Place, position: CellPosition): CellRange | null {
  const cell = visibleCell(position, merged);
  return rows.get(cell.from.row)?.cells.has(cell.from.column) ? cell : null;
}
