import type { Text } from '@tenken/shared';
import type { SearchResults } from '../../../src/api/result-schemas.ts';
import { matches } from '../format/fold.ts';

export type Kind = 'pages' | 'hosts' | 'controls' | 'items';
/** Something to go to: its name, what tells it from others, and its address. */
export type Hit = { kind: Kind; key: string; name: string; detail: string; href: string };

type Page = { to: string; name: string };

/** What was found, pages first; they are known here and need no answer of the collector. */
export function hitsOf(
  words: string,
  pages: readonly Page[],
  found: SearchResults | undefined,
  text: (text: Text) => string,
): Hit[] {
  return [
    ...pages
      .filter(({ name, to }) => matches(words, [name, to]))
      .map(({ to, name }) => ({ kind: 'pages' as const, key: to, name, detail: '', href: to })),
    ...(found?.hosts ?? []).map(({ id, name, label }) => ({
      kind: 'hosts' as const,
      key: id,
      name,
      detail: label,
      href: `/hosts/${encodeURIComponent(id)}`,
    })),
    ...(found?.controls ?? []).map(({ id, title }) => ({
      kind: 'controls' as const,
      key: id,
      name: text(title),
      detail: id,
      href: `/controls/${encodeURIComponent(id)}`,
    })),
    ...(found?.items ?? []).map(({ checklist, checklistTitle, item, number, title }) => ({
      kind: 'items' as const,
      key: `${checklist} ${item}`,
      name: `${number} ${text(title)}`,
      detail: text(checklistTitle),
      href: `/checklists/${encodeURIComponent(checklist)}/items/${encodeURIComponent(item)}`,
    })),
  ];
}
