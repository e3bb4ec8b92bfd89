import { TenkenError } from '@tenken/shared';
import { foldedHeading } from '../../japanese/folding.ts';
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
export type ItemRow = {
  sheet: SheetPart;
  mark: CellPosition;
  remarks: CellPosition | null;
  /** What the form prints where nothing is answered, such as □; nothing unless told. */
  blank?: string;
  /** The form prints notes of its own into cells for remarks: only empty ones are written to. */
  remarksKeep?: boolean;
};

/** An item that has to be there: its number, and the heading of its chapter where numbers begin anew in each. */
export type WantedItem = { number: string; chapter?: string };

type FoundItem = ItemRow & { number: string; chapter: string | null; row: number };

/** A sheet of the form with the items it holds, in its order; one number may be there more than once. */
type Found = { sheet: SheetPart; items: FoundItem[]; surplus: { number: string; row: number }[] };

/** Headings may stand in two or three rows, such as a group above its columns. */
const maxHeadingRows = 3;
const shownNumbers = 30;

/** Tabs that show how to fill the form in, with the same table. */
export function isSample(tab: string): boolean {
  return /記入例|記載例|入力例|見本|サンプル|sample/i.test(tab);
}

/**
 * The row of each item, in the order of `items`.
 *
 * Where the form counts anew in each chapter (1 to 15, then 1 to 28), its rows are told apart by the chapter's heading
 * above them or beside them; a form that shows no such heading must have exactly these numbers in this order.
 *
 * @param surplus `refuse`: a row that is numbered as an item, and that the list does not have, is an error
 * @throws {TenkenError} `template-mismatch` that names the headings or item numbers
 */
export function findRows(
  workbook: WorkbookPackage,
  items: readonly WantedItem[],
  headings: TemplateHeadings,
  surplus: 'ignore' | 'refuse' = 'ignore',
): ItemRow[] {
  const numbers = items.map(({ number }) => itemNumber(number));
  const repeats = new Set(numbers).size < numbers.length;
  const chapters = repeats ? [...new Set(items.flatMap(({ chapter }) => chapter ?? []))] : [];
  const sheets = workbook.sheets
    .filter(({ name }) => !isSample(name))
    .flatMap((sheet) => searched(workbook, sheet, headings, new Set(numbers), chapters) ?? []);
  if (sheets.length === 0) throw noHeadings(workbook, headings);
  const isMarked = sheets.some((found) => found.items.some(({ chapter }) => chapter !== null));
  if (repeats && !isMarked) {
    if (surplus === 'refuse') refuseSurplus(sheets.flatMap((found) => found.surplus));
    return bySequence(sheets, numbers);
  }
  const wanted = items.map(({ number, chapter }) => ({
    key: keyOf(itemNumber(number), repeats ? (chapter ?? null) : null),
    label: repeats ? labelOf(number, chapter ?? null) : number,
  }));
  return byKey(sheets, wanted, surplus, repeats);
}

type WantedKey = { key: string; label: string };

function byKey(
  sheets: readonly Found[],
  wanted: readonly WantedKey[],
  surplus: 'ignore' | 'refuse',
  repeats: boolean,
): ItemRow[] {
  const own = ({ number, chapter }: FoundItem) => keyOf(number, repeats ? chapter : null);
  const complete = sheets.filter(({ items }) => {
    const held = new Set(items.map(own));
    return wanted.every(({ key }) => held.has(key));
  });
  if (complete.length > 1) {
    throw mismatch(
      `the sheets ${complete.map(({ sheet }) => shown(sheet.name)).join(' and ')} both hold every item; leave only one of them in the workbook`,
    );
  }
  const used = complete.length === 1 ? complete : sheets;
  const items = used.flatMap((found) => found.items);
  const keys = new Set(wanted.map(({ key }) => key));
  const outside = items.filter((item) => !keys.has(own(item)));
  if (surplus === 'refuse') {
    refuseSurplus([
      ...used.flatMap((found) => found.surplus),
      ...outside.map(({ number, chapter, row }) => ({ number: labelOf(number, chapter), row })),
    ]);
  }
  const rows = Map.groupBy(items, own);
  const missing = wanted.filter(({ key }) => !rows.has(key));
  if (missing.length > 0) throw mismatch(`it has no row for item ${listed(missing)}`);
  const twice = wanted.filter(({ key }) => (rows.get(key)?.length ?? 0) > 1);
  if (twice.length > 0) throw mismatch(`more than one row bears the number of item ${listed(twice)}`);
  return wanted.map(({ key, label }) => {
    const [item] = rows.get(key) ?? [];
    if (!item) throw mismatch(`it has no row for item ${label}`);
    return item;
  });
}

/** Rows of another edition, or of a document that has more in it than the list. */
function refuseSurplus(surplus: readonly { number: string; row: number }[]): void {
  if (surplus.length === 0) return;
  const rows = surplus.slice(0, shownNumbers).map(({ number, row }) => `${shown(number)} in row ${row}`);
  const more = surplus.length > shownNumbers ? ` and ${surplus.length - shownNumbers} more` : '';
  throw mismatch(
    `it has items that the list does not have: ${rows.join(', ')}${more}. It may be of another edition; take out rows that are no items`,
  );
}

function keyOf(number: string, chapter: string | null): string {
  return chapter === null ? number : `${foldedHeading(chapter)} ${number}`;
}

/** `2-3`: the chapter's own number and the item's. */
function labelOf(number: string, chapter: string | null): string {
  const key = /^\S+/.exec((chapter ?? '').normalize('NFKC'))?.[0];
  return key === undefined ? number : `${key}-${number}`;
}

function bySequence(sheets: readonly Found[], wanted: readonly string[]): ItemRow[] {
  const items = sheets.flatMap((found) => found.items);
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
  chapters: readonly string[],
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
  const surplus: Found['surplus'] = [];
  const seen = new Set<string>();
  const shapes = new Set(Array.from(wanted, shapeOf));
  let chapter = chapterNamed([sheet.name], chapters);
  for (const row of [...rows.keys()].toSorted((a, b) => a - b)) {
    chapter = chapterNamed(textsIn(rows, row, workbook.strings), chapters) ?? chapter;
    const block = blocks.findLast(({ bottom }) => bottom < row);
    if (!block) continue;
    const number = numberIn(block, row, rows, workbook.strings);
    if (number === null) continue;
    if (!wanted.has(number)) {
      const isSection = [...wanted].some((one) => one.startsWith(`${number}.`));
      const said = textAt(rows, answerCell(block.mark, row, merged), workbook.strings).trim();
      if (shapes.has(shapeOf(number)) && !isSection && said !== '') {
        surplus.push({ number: labelOf(number, chapter), row });
      }
      continue;
    }
    const mark = answerCell(block.mark, row, merged);
    const remarks = block.remarks ? answerCell(block.remarks, row, merged) : null;
    for (const answer of remarks ? [mark, remarks] : [mark]) {
      if (seen.has(cellName(answer))) {
        throw mismatch(`item ${number} in row ${row} shares the cell ${cellName(answer)} with another item`);
      }
      seen.add(cellName(answer));
    }
    items.push({ sheet, number, chapter, row, mark, remarks });
  }
  return { sheet, items, surplus };
}

/** What is numbered alike: 93 as 92, 第110条 as 第3条. */
function shapeOf(number: string): string {
  return number.replaceAll(/\d+/g, '9');
}

function textsIn(rows: ReadonlyMap<number, RowCells>, row: number, strings: readonly string[]): string[] {
  return Array.from(rows.get(row)?.cells.keys() ?? [], (column) => textAt(rows, { row, column }, strings));
}

/** The chapter whose heading is among these texts, with its number or without. */
function chapterNamed(texts: readonly string[], chapters: readonly string[]): string | null {
  const folded = new Set(texts.map(foldedHeading));
  return (
    chapters.find(
      (chapter) =>
        folded.has(foldedHeading(chapter)) || folded.has(foldedHeading(chapter.replace(/^\S+\s+/, ''))),
    ) ?? null
  );
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

function listed(items: readonly WantedKey[]): string {
  const more = items.length > shownNumbers ? ` and ${items.length - shownNumbers} more` : '';
  return (
    items
      .slice(0, shownNumbers)
      .map(({ label }) => label)
      .join(', ') + more
  );
}
