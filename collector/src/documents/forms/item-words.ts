import type { ChecklistItem } from '@tenken/controls';
import type { ItemRecord } from '../../assessments/record.ts';

type Numbered = { items: readonly Pick<ChecklistItem, 'number'>[] };

const repeating = new WeakMap<Numbered, boolean>();

/** Whether the document counts anew in each chapter, so that a number alone names no item. */
export function numbersRepeat(checklist: Numbered): boolean {
  let repeats = repeating.get(checklist);
  if (repeats === undefined) {
    repeats = new Set(checklist.items.map(({ number }) => number)).size < checklist.items.length;
    repeating.set(checklist, repeats);
  }
  return repeats;
}

/** What identifies a row to a reader: its number, with the chapter's own before it where numbers repeat (`2-3`). */
export function itemLabel(
  checklist: Numbered,
  { number, path }: Pick<ChecklistItem, 'number' | 'path'>,
): string {
  return numbersRepeat(checklist) ? `${chapterKey(path[0] ?? '')}-${number}` : number;
}

/** The number or letter that a chapter begins with. */
export function chapterKey(chapter: string): string {
  return /^\S+/.exec(chapter.normalize('NFKC'))?.[0] ?? '';
}

/** The mark as a list shows it: what is open says so, and so does what this check does not ask. */
export function markWord({ asked, mark }: Pick<ItemRecord, 'asked' | 'mark'>): string {
  if (!asked) return '点検対象外';
  return mark === '' ? '未判定' : mark;
}

/**
 * What stands in 特記事項: the text as it is, and for an item that does not apply the reason where nobody wrote one,
 * since the forms ask for it there.
 */
export function remarksOf({ asked, role, remarks, why }: ItemRecord): string {
  if (!asked) return '';
  return role === 'not-applicable' && remarks.trim() === '' ? why.ja : remarks;
}
