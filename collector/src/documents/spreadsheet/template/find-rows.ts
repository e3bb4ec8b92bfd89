import { TenkenError } from '@tenken/shared';
import { visibleText } from '../../visible-text.ts';
import { columnName } from '../references.ts';
import type { CellPosition, CellRange } from '../references.ts';
import { mergedRanges, rowsOf, textAt, visibleCell } from '../sheet-cells.ts';
import type { RowCells } from '../sheet-cells.ts';
import type { SheetPart, WorkbookPackage } from '../workbook-package.ts';
import { rootOf } from '../xml.ts';
import { isHeading, itemNumber } from './headings.ts';
import type { TemplateHeadings } from './headings.ts';

/** Where an item is answered. */
export type ItemRow = { sheet: SheetPart; mark: CellPosition; remarks: CellPosition | null };

/** A sheet of the form with the items it holds, in its order; one number may be there more than once. */
type Found = { sheet: SheetPart; items: (ItemRow & { number: string; row: number })[] };

/** Headings may stand in two or three rows, such as a group above its columns. */
const maxHeadingRows = 3;
const shownNumbers = 30;

/** Tabs that show how to fill the form in, with the same table. */
const sample = /記入例|記載例|入力例|見本|サンプル|sample/i;

/**
 * The row of each item, in the order of `numbers`.
 *
 * Where the form counts anew in each chapter (1 to 15, then 1 to 28), its numbers must be exactly these, in this order.
 *
 * @throws {TenkenError} `template-mismatch` that names the headings or item numbers
 */
export function findRows(
  workbook: WorkbookPackage,
  numbers: readonly string[],
  headings: TemplateHeadings,
): ItemRow[] {
  const wanted = numbers.map(itemNumber);
  const sheets = workbook.sheets.flatMap((sheet) => {
    const found = searched(workbook, sheet, headings, new Set(wanted));
    return found ? [found] : [];
  });
  const [only] = sheets.filter(({ sheet }) => !sample.test(sheet.name));
  if (!only) throw noHeadings(workbook, headings);
  return new Set(wanted).size === wanted.length
    ? byNumber(sheets, numbers, wanted)
    : bySequence(sheets, wanted);
}

function byNumber(
  sheets: readonly Found[],
  numbers: readonly string[],
  wanted: readonly string[],
): ItemRow[] {
  const forms = sheets.filter(({ sheet }) => !sample.test(sheet.name));
  const complete = forms.filter(({ items }) => {
    const held = new Set(items.map(({ number }) => number));
    return wanted.every((number) => held.has(number));
  });
  if (complete.length > 1) {
    throw mismatch(
      `the sheets ${complete.map(({ sheet }) => shown(sheet.name)).join(' and ')} both hold every item; leave only one of them in the workbook`,
    );
  }
  const items = (complete.length === 1 ? complete : forms).flatMap((found) => found.items);
  const missing = numbers.filter((_, index) => !items.some(({ number }) => number === wanted[index]));
  if (missing.length > 0) throw mismatch(`it has no row for item ${listed(missing)}`);
  const twice = numbers.filter(
    (_, index) => items.filter(({ number }) => number === wanted[index]).length > 1,
  );
  if (twice.length > 0) throw mismatch(`more than one row bears the number of item ${listed(twice)}`);
  return wanted.map((number) => {
    const item = items.find((candidate) => candidate.number === number);
    if (!item) throw mismatch(`it has no row for item ${number}`);
    return item;
  });
}

function bySequence(sheets: readonly Found[], wanted: readonly string[]): ItemRow[] {
  const items = sheets.filter(({ sheet }) => !sample.test(sheet.name)).flatMap((found) => found.items);
  for (const [index, number] of wanted.entries()) {
    if (items[index]?.number === number) continue;
    const there = items[index]
      ? `${shown(items[index].number)} in row ${items[index].row}`
      : 'no further row';
    throw mismatch(
      `item ${index + 1} of its ${wanted.length} should be number ${number}, and there is ${there}`,
    );
  }
  const count = items.length;
  if (count > wanted.length) throw mismatch(`it has ${count} numbered rows, not ${wanted.length}`);
  return items;
}

type Block = { bottom: number; number: CellRange; mark: CellRange; remarks: CellRange | null };

function searched(
  workbook: WorkbookPackage,
  sheet: SheetPart,
  headings: TemplateHeadings,
  wanted: ReadonlySet<string>,
): Found | null {
  const root = rootOf(workbook.document(sheet.path), sheet.path);
  const rows = rowsOf(root);
  const merged = mergedRanges(root);
  const blocks =
    headings.mark
      .map((name) => blocksOf(rows, merged, { ...headings, mark: [name] }, workbook.strings))
      .find(({ length }) => length > 0) ?? [];
  if (blocks.length === 0) return null;
  const items: Found['items'] = [];
  const seen = new Set<string>();
  for (const row of [...rows.keys()].toSorted((a, b) => a - b)) {
    const block = blocks.findLast(({ bottom }) => bottom < row);
    if (!block) continue;
    const number = numberIn(block, row, rows, workbook.strings);
    if (number === null || !wanted.has(number)) continue;
    const mark = answerCell(block.mark, row, merged);
    const remarks = block.remarks ? answerCell(block.remarks, row, merged) : null;
    for (const answer of remarks ? [mark, remarks] : [mark]) {
      if (seen.has(cellName(answer))) {
        throw mismatch(`item ${number} in row ${row} shares the cell ${cellName(answer)} with another item`);
      }
      seen.add(cellName(answer));
    }
    items.push({ sheet, number, row, mark, remarks });
  }
  return { sheet, items };
}

/** Each place where the headings stand together: once, or again on each printed page. */
function blocksOf(
  rows: ReadonlyMap<number, RowCells>,
  merged: readonly CellRange[],
  headings: TemplateHeadings,
  strings: readonly string[],
): Block[] {
  const found = { number: [] as CellRange[], mark: [] as CellRange[], remarks: [] as CellRange[] };
  for (const { row, cells } of rows.values()) {
    for (const column of cells.keys()) {
      const text = textAt(rows, { row, column }, strings);
      if (text === '') continue;
      for (const field of ['number', 'mark', 'remarks'] as const) {
        if (isHeading(text, headings[field] ?? [])) found[field].push(visibleCell({ row, column }, merged));
      }
    }
  }
  return found.mark.flatMap((mark) => {
    const number = nearest(found.number, mark);
    const remarks = nearest(found.remarks, mark);
    if (!number || (headings.remarks && !remarks)) return [];
    const bottom = Math.max(mark.to.row, number.to.row, remarks?.to.row ?? 0);
    return [{ bottom, number, mark, remarks: headings.remarks ? remarks : null }];
  });
}

function nearest(candidates: readonly CellRange[], mark: CellRange): CellRange | null {
  const near = candidates.filter(({ from }) => Math.abs(from.row - mark.from.row) < maxHeadingRows);
  return near.toSorted((a, b) => distance(a, mark) - distance(b, mark))[0] ?? null;
}

function distance(a: CellRange, b: CellRange): number {
  return Math.abs(a.from.row - b.from.row) * 1000 + Math.abs(a.from.column - b.from.column);
}

/** On forms of many narrow columns a number may stand in any of those below its heading. */
function numberIn(
  { number }: Block,
  row: number,
  rows: ReadonlyMap<number, RowCells>,
  strings: readonly string[],
): string | null {
  for (let column = number.from.column; column <= number.to.column; column += 1) {
    const text = textAt(rows, { row, column }, strings);
    if (text.trim() !== '') return itemNumber(text);
  }
  return null;
}

function answerCell(heading: CellRange, row: number, merged: readonly CellRange[]): CellPosition {
  return visibleCell({ row, column: heading.from.column }, merged).from;
}

function noHeadings(workbook: WorkbookPackage, headings: TemplateHeadings): TenkenError {
  const wanted = [headings.number, headings.mark, ...(headings.remarks ? [headings.remarks] : [])].map(
    (names) => names.slice(0, 4).join('/'),
  );
  const tabs = workbook.sheets.slice(0, 10).map(({ name }) => shown(name));
  return mismatch(`no sheet (${tabs.join(', ')}) has the headings ${wanted.join(' + ')} beside each other`);
}

export function mismatch(reason: string): TenkenError {
  return new TenkenError(
    'template-mismatch',
    `The workbook does not fit the checklist, and nothing was changed: ${reason}.`,
  );
}

export function cellName({ row, column }: CellPosition): string {
  return `${columnName(column)}${row}`;
}

export function shown(text: string): string {
  return `'${Array.from(visibleText(text)).slice(0, 40).join('')}'`;
}

function listed(numbers: readonly string[]): string {
  const more = numbers.length > shownNumbers ? ` and ${numbers.length - shownNumbers} more` : '';
  return numbers.slice(0, shownNumbers).join(', ') + more;
}
