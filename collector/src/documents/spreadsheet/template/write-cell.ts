import { literalText } from '../cell-text.ts';
import { cellPosition } from '../references.ts';
import type { CellPosition } from '../references.ts';
import { child, children, isSet, newElement } from '../xml.ts';
import type { Element } from '../xml.ts';
import type { RowCells } from '../sheet-cells.ts';
import { cellName, mismatch } from './find-rows.ts';

/**
 * Puts a text into a cell, or clears it, and leaves its style. A cell that does not exist yet gets the style of its
 * row or column, as if a person had typed into it.
 *
 * @throws {TenkenError} `template-mismatch` when the cell calculates: its formula is the form's, not ours to remove
 */
export function writeCell(
  worksheet: Element,
  rows: Map<number, RowCells>,
  at: CellPosition,
  text: string,
): void {
  const row = rows.get(at.row);
  if (!row) throw mismatch(`row ${at.row} is missing`);
  const existing = row.cells.get(at.column);
  if (existing && child(existing, 'f')) throw mismatch(`the cell ${cellName(at)} holds a formula`);
  if (!existing && text === '') return;
  const cell = existing ?? newCell(worksheet, row, at);
  for (const content of ['v', 'is'].flatMap((name) => children(cell, name))) cell.removeChild(content);
  cell.removeAttribute('t');
  if (text === '') return;
  cell.setAttribute('t', 'inlineStr');
  const inline = newElement(cell, 'is');
  const run = newElement(cell, 't');
  run.setAttributeNS('http://www.w3.org/XML/1998/namespace', 'xml:space', 'preserve');
  run.textContent = literalText(text);
  inline.appendChild(run);
  cell.insertBefore(inline, child(cell, 'extLst'));
}

function newCell(worksheet: Element, row: RowCells, at: CellPosition): Element {
  const cell = newElement(row.element, 'c');
  cell.setAttribute('r', cellName(at));
  const style = isSet(row.element, 'customFormat')
    ? row.element.getAttribute('s')
    : columnStyle(worksheet, at);
  if (style !== null) cell.setAttribute('s', style);
  const next = children(row.element, 'c').find(
    (other) => (cellPosition(other.getAttribute('r') ?? '')?.column ?? 0) > at.column,
  );
  row.element.insertBefore(cell, next ?? child(row.element, 'extLst'));
  row.cells.set(at.column, cell);
  return cell;
}

function columnStyle(worksheet: Element, { column }: CellPosition): string | null {
  const columns = child(worksheet, 'cols');
  const own = (columns ? children(columns, 'col') : []).find(
    (element) =>
      Number(element.getAttribute('min')) <= column + 1 && Number(element.getAttribute('max')) >= column + 1,
  );
  return own?.getAttribute('style') ?? null;
}
