import type { AssessmentRecord, ItemRecord } from '../../assessments/record.ts';
import type { Cell } from '../spreadsheet/sheet.ts';
import type { FormColumn } from './form-columns.ts';
import { itemLabel } from './item-words.ts';
import { printablePieces } from './long-text.ts';

/** Items that stand under one heading of the document, in its order. */
export type Chapter = { title: string; items: readonly ItemRecord[] };

export function chaptersOf(items: readonly ItemRecord[]): Chapter[] {
  const chapters: { title: string; items: ItemRecord[] }[] = [];
  for (const item of items) {
    const title = item.item.path[0] ?? '';
    const last = chapters.at(-1);
    if (last?.title === title) last.items.push(item);
    else chapters.push({ title, items: [item] });
  }
  return chapters;
}

/** The cells of one item: one row, or several where a text is longer than a row can be printed. */
export function itemRows(
  record: AssessmentRecord,
  columns: readonly FormColumn[],
  item: ItemRecord,
): Cell[][] {
  const cells = columns.map((column) => column.cell(record, item));
  const pieces = columns.map(({ long, width }, index) => {
    const value = cells[index]?.value ?? '';
    return long && typeof value === 'string' ? printablePieces(value, width) : [value];
  });
  const rows = Math.max(...pieces.map(({ length }) => length));
  return Array.from({ length: rows }, (_, row) =>
    cells.map((cell, index): Cell => {
      const again = row > 0 && index === 0 ? `${itemLabel(record.checklist, item.item)}\n（続き）` : '';
      return { ...cell, value: pieces[index]?.[row] ?? again };
    }),
  );
}
