import { markRole } from '../../japanese/marks.ts';
import type { CellPosition, CellRange } from '../references.ts';
import { mergedRanges, rowsOf, textAt, visibleCell } from '../sheet-cells.ts';
import type { RowCells } from '../sheet-cells.ts';
import type { SheetPart, WorkbookPackage } from '../workbook-package.ts';
import { rootOf } from '../xml.ts';
import { isSample, mismatch, shown } from './find-rows.ts';
import type { ItemRow } from './find-rows.ts';
import { isHeading } from './headings.ts';

/** Which of the two columns of measures an item stands in. */
export type Side = 'minimum' | 'optional';

export type SideItem = { number: string; side: Side };

/** The row of an item, and the cell with its text. */
export type SideRow = ItemRow & { text: CellPosition };

/** What JNSA prints above its two columns of measures, and how copies of the sheet call them. */
export const sideHeadings: Record<Side, readonly string[]> = {
  minimum: ['最低限取るべき措置', '最低限', '最低限の措置', '必須'],
  optional: [
    'プラスα',
    'プラスアルファ',
    'オプションとして取るべき措置',
    'オプション',
    '望ましい措置',
    '望ましい',
  ],
};

export const sideNames: readonly Side[] = ['minimum', 'optional'];

/**
 * Whether a workbook has the two columns of measures beside each other, each row of each with a box of its own, instead
 * of one numbered table.
 */
export function hasSides(workbook: WorkbookPackage): boolean {
  return workbook.sheets.some(
    (sheet) => !isSample(sheet.name) && searched(workbook, sheet).some(({ number }) => number !== null),
  );
}

/**
 * The row of each item where measures stand in two columns beside each other. Numbers begin anew in every section, so
 * each column is read from top to bottom and must hold exactly these numbers in this order.
 *
 * @throws {TenkenError} `template-mismatch` that names the item
 */
export function findSideRows(workbook: WorkbookPackage, items: readonly SideItem[]): SideRow[] {
  const found = workbook.sheets
    .filter(({ name }) => !isSample(name))
    .flatMap((sheet) => searched(workbook, sheet));
  const next: Record<Side, number> = { minimum: 0, optional: 0 };
  const before: Record<Side, number | null> = { minimum: null, optional: null };
  const rows = items.map(({ number, side }) => {
    const list = found.filter((one) => one.side === side);
    const row = list[next[side]];
    const wanted = ownNumber(number);
    // Two boxes may belong to one number, which is printed beside the first.
    const isSecond = row?.number === null && before[side] === wanted;
    before[side] = wanted;
    if (!row || (row.number !== wanted && !isSecond)) {
      const there = row
        ? `${row.number === null ? 'no number' : `number ${row.number}`} in row ${row.mark.row} of ${shown(row.sheet.name)}`
        : 'no further box';
      throw mismatch(`where the box of item ${number} should come, there is ${there}`);
    }
    next[side] += 1;
    return row;
  });
  for (const side of sideNames) {
    const rest = found.filter((one) => one.side === side)[next[side]];
    if (rest) {
      throw mismatch(
        `row ${rest.mark.row} of ${shown(rest.sheet.name)} has a box of a measure that the list does not have`,
      );
    }
  }
  return rows;
}

/** `F c 例示2) プラスα ③（上段）` is 3 in its section. */
function ownNumber(number: string): number | null {
  return numeral(number.split(/\s+/).at(-1) ?? '');
}

/** A number of its own, or a circled one before the text of the measure. */
function numeral(text: string): number | null {
  const circled = /^\s*[①-⑳]/.test(text);
  const digits = text.normalize('NFKC').trim();
  const match = circled ? /^\d+/.exec(digits) : /^\d{1,2}(?=\.?$|\()/.exec(digits);
  return match ? Number(match[0]) : null;
}

type FoundMeasure = SideRow & { side: Side; number: number | null };

/** Where the two columns stand below their headings: the second begins with the column of its numbers. */
type Block = { heading: number; bottom: number; optionalFrom: number };

function searched(workbook: WorkbookPackage, sheet: SheetPart): FoundMeasure[] {
  const root = rootOf(workbook.document(sheet.path), sheet.path);
  const rows = rowsOf(root);
  const merged = mergedRanges(root);
  const read = ({ from }: CellRange) => textAt(rows, from, workbook.strings);
  const lines = [...rows.keys()]
    .toSorted((a, b) => a - b)
    .map((row) => ({ row, cells: visibleCells(rows, row, merged) }));
  const blocks = lines.flatMap(({ row, cells }) => blockAt(row, cells, read) ?? []);
  // Numbers of the second column are circled, and stand left of what its heading is above of.
  for (const [index, block] of blocks.entries()) {
    const end = blocks[index + 1]?.heading ?? Number.POSITIVE_INFINITY;
    for (const { row, cells } of lines) {
      if (row <= block.bottom || row >= end) continue;
      const circled = cells.find((cell) => /^\s*[①-⑳]/.test(read(cell)));
      if (circled) block.optionalFrom = Math.min(block.optionalFrom, circled.from.column);
    }
  }
  return lines.flatMap(({ row, cells }) => {
    const block = blocks.findLast(({ bottom }) => bottom < row);
    if (!block || blocks.some(({ heading }) => heading === row)) return [];
    const second = cells.findIndex(({ from }) => from.column >= block.optionalFrom);
    const at = second < 0 ? cells.length : second;
    return [
      ...measureIn(cells.slice(0, at), 'minimum', sheet, read),
      ...measureIn(cells.slice(at), 'optional', sheet, read),
    ];
  });
}

function blockAt(row: number, cells: readonly CellRange[], read: (cell: CellRange) => string): Block | null {
  const of = (side: Side) =>
    cells.find((cell) => isHeading(read(cell).split('\n')[0] ?? '', sideHeadings[side]));
  const minimum = of('minimum');
  const optional = of('optional');
  if (!minimum || !optional) return null;
  return {
    heading: row,
    bottom: Math.max(minimum.to.row, optional.to.row),
    optionalFrom: optional.from.column,
  };
}

/** What a person sees as cells that begin in a row, from left to right. */
function visibleCells(
  rows: ReadonlyMap<number, RowCells>,
  row: number,
  merged: readonly CellRange[],
): CellRange[] {
  const columns = [...(rows.get(row)?.cells.keys() ?? [])].toSorted((a, b) => a - b);
  return columns
    .map((column) => ({ column, cell: visibleCell({ row, column }, merged) }))
    .filter(({ column, cell }) => cell.from.row === row && cell.from.column === column)
    .map(({ cell }) => cell);
}

/** Of one half of a row: number, text, box, and what may be written beside the box. */
function measureIn(
  cells: readonly CellRange[],
  side: Side,
  sheet: SheetPart,
  read: (cell: CellRange) => string,
): FoundMeasure[] {
  const at = cells.findIndex((cell) => isBox(read(cell)));
  const box = cells[at];
  const texts = cells.slice(0, Math.max(0, at)).filter((cell) => read(cell).trim() !== '');
  const text = texts.at(-1);
  // Boxes are printed in the second column also where it has no measure.
  if (!box || !text) return [];
  const number = texts.map((cell) => numeral(read(cell))).find((one) => one !== null) ?? null;
  return [
    {
      sheet,
      side,
      number,
      text: text.from,
      mark: box.from,
      remarks: cells[at + 1]?.from ?? null,
      blank: '□',
      remarksKeep: true,
    },
  ];
}

function isBox(text: string): boolean {
  return text.trim() !== '' && markRole(text) !== null && numeral(text) === null;
}
