import { lineCount } from '../line-count.ts';
import type { CellRange } from '../references.ts';
import type { RowCells } from '../sheet-cells.ts';
import { child, children, isSet } from '../xml.ts';
import type { Element } from '../xml.ts';

/** What becomes of a row whose height somebody set, when its remarks do not fit. */
export type FixedRows = 'keep' | 'grow';

/** What Excel takes for columns and rows of which nothing is said. */
const defaultWidth = 8.43;
const defaultHeight = 15;
const maxHeight = 409;

/**
 * Makes a row as high as a text in it needs, as happens when a person types into a row whose height nobody has set:
 * what is stored is the height of the empty cell, and on paper half of the text would be missing.
 *
 * @param cell what a person sees as the cell, with what is merged
 * @returns whether all of the text can be seen; not where a person set the height, or the text is longer than a row
 */
export function makeRoom(
  worksheet: Element,
  rows: ReadonlyMap<number, RowCells>,
  cell: CellRange,
  text: string,
  fixedRows: FixedRows,
): boolean {
  const format = child(worksheet, 'sheetFormatPr');
  const line = Number(format?.getAttribute('defaultRowHeight') ?? defaultHeight) || defaultHeight;
  const needed = lineCount(text, widthOf(worksheet, cell)) * line + 2;
  let height = 0;
  for (let row = cell.from.row; row <= cell.to.row; row += 1) {
    height += Number(rows.get(row)?.element.getAttribute('ht') ?? line);
  }
  if (text === '' || lineCount(text, widthOf(worksheet, cell)) === 1 || height >= needed) return true;
  const row = rows.get(cell.from.row);
  if (!row || cell.from.row !== cell.to.row) return false;
  if (fixedRows === 'keep' && isSet(row.element, 'customHeight')) return false;
  row.element.setAttribute('ht', String(Math.min(needed, maxHeight)));
  return needed <= maxHeight;
}

function widthOf(worksheet: Element, { from, to }: CellRange): number {
  const listed = child(worksheet, 'cols');
  const columns = listed ? children(listed, 'col') : [];
  const format = child(worksheet, 'sheetFormatPr');
  const usual = Number(format?.getAttribute('defaultColWidth') ?? defaultWidth) || defaultWidth;
  let width = 0;
  for (let column = from.column + 1; column <= to.column + 1; column += 1) {
    const own = columns.find(
      (element) =>
        Number(element.getAttribute('min')) <= column && Number(element.getAttribute('max')) >= column,
    );
    width += Number(own?.getAttribute('width') ?? usual) || usual;
  }
  return width;
}
