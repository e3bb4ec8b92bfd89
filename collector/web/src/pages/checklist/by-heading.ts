import type { Item } from '../../../../src/api/schemas.ts';

export type HeadedItems = {
  /** Those of the form's headings that begin here, from the chapter down. */
  headings: { level: number; text: string }[];
  items: Item[];
};

/** Items that follow each other under the same headings, in the order given. */
export function byHeading(items: readonly Item[]): HeadedItems[] {
  const groups: HeadedItems[] = [];
  let path: readonly string[] | null = null;
  for (const item of items) {
    const before: readonly string[] | null = path;
    if (before?.length === item.path.length && before.every((text, level) => text === item.path[level])) {
      groups.at(-1)?.items.push(item);
      continue;
    }
    const from = item.path.findIndex((text, level) => before?.[level] !== text);
    const headings = item.path
      .map((text, level) => ({ level, text }))
      .slice(from === -1 ? item.path.length : from);
    groups.push({ headings, items: [item] });
    path = item.path;
  }
  return groups;
}
