import type { ItemFilter } from '../api/result-schemas.ts';
import type { Item } from '../api/schemas.ts';
import { holdsWords } from './holds-words.ts';

/** A form has a few hundred items at most: the page and the CSV filter the whole list, both by this. */
export function wantedItems(
  items: readonly Item[],
  { outcome, automation, priority, text = '' }: ItemFilter,
): Item[] {
  return items.filter((item) => {
    if (outcome && !outcome.includes(item.result)) return false;
    if (automation && !automation.includes(item.automation)) return false;
    if (priority && !item.flags.priority) return false;
    const { id, number, title, summary, path } = item;
    return holdsWords(text, [id, number, title.ja, title.en, summary.ja, summary.en, ...path]);
  });
}
