import { packArchive } from '../../spreadsheet/archive.ts';
import { cellText } from '../../spreadsheet/cell-value.ts';
import { rowsOf } from '../../spreadsheet/sheet-cells.ts';
import { writeCell } from '../../spreadsheet/template/write-cell.ts';
import { WorkbookPackage } from '../../spreadsheet/workbook-package.ts';
import { newElement, rootOf, serializedXml } from '../../spreadsheet/xml.ts';
import { answerHeadings, itemHeading } from './fields.ts';
import type { AnswerField } from './fields.ts';

/** What is typed, by item and field; a number is the serial of a date. `item` replaces the id itself. */
export type Typed = Record<string, Partial<Record<AnswerField | 'item', string | number>>>;

/** Fills an answer sheet in as a person would, also in a copy that a spreadsheet has saved. For tests. */
export function filledIn(bytes: Uint8Array, typed: Typed): Uint8Array {
  const workbook = new WorkbookPackage(bytes);
  const sheet = workbook.sheets.find(({ name }) => name === '回答');
  if (!sheet) throw new Error('no sheet 回答');
  const document = workbook.document(sheet.path);
  const root = rootOf(document, sheet.path);
  const rows = rowsOf(root);
  const headed = [...rows.values()].map(
    ({ cells }) =>
      new Map([...cells].map(([column, cell]) => [cellText(cell, workbook.strings), column] as const)),
  );
  const head = headed.find((texts) => texts.has(itemHeading) && texts.has(answerHeadings.answer));
  const idColumn = head?.get(itemHeading) ?? 0;
  for (const [item, values] of Object.entries(typed)) {
    const row = [...rows.values()].find(({ cells }) => {
      const cell = cells.get(idColumn);
      return cell && cellText(cell, workbook.strings) === item;
    });
    if (!row) throw new Error(`no row ${item}`);
    for (const [field, value] of Object.entries(values)) {
      const heading = field === 'item' ? itemHeading : answerHeadings[field as AnswerField];
      const at = { row: row.row, column: head?.get(heading) ?? -1 };
      writeCell(root, rows, at, typeof value === 'string' ? value : '');
      const cell = row.cells.get(at.column);
      if (typeof value === 'string' || !cell) continue;
      const number = newElement(cell, 'v');
      number.textContent = String(value);
      cell.appendChild(number);
    }
  }
  const parts = new Map(workbook.parts);
  parts.set(sheet.path, serializedXml(document));
  return packArchive(parts);
}
