import type { Text } from '@tenken/shared';
import type { SearchResults } from '../api/result-schemas.ts';
import type { CollectorContext } from '../context.ts';
import { folded } from '../documents/japanese/folding.ts';
import { silentBeforeOf } from './host-page.ts';

type Context = Pick<CollectorContext, 'repositories' | 'controls' | 'checklists' | 'now' | 'staleAfterMs'>;

/** Of each kind: who finds more types more. */
const shown = 8;

/** Hosts, controls and items that hold all the words; nothing for no words. */
export async function search(context: Context, typed: string): Promise<SearchResults> {
  const words = folded(typed)
    .split(' ')
    .filter((word) => word !== '');
  if (words.length === 0) return { hosts: [], controls: [], items: [] };
  const holds = (...texts: (string | Text)[]): boolean => {
    const all = folded(texts.map((one) => (typeof one === 'string' ? one : `${one.ja} ${one.en}`)).join(' '));
    return words.every((word) => all.includes(word));
  };
  const { hosts } = await context.repositories.hostList.page(
    { text: typed },
    { sort: 'name', after: null, limit: shown },
    silentBeforeOf(context),
  );
  return {
    hosts: hosts.map(({ id, name, label }) => ({ id, name, label })),
    controls: context.controls
      .filter(({ id, title }) => holds(id, title))
      .slice(0, shown)
      .map(({ id, title }) => ({ id, title })),
    items: context.checklists
      .flatMap((checklist) =>
        checklist.items
          .filter(({ id, number, title }) => holds(id, number, title))
          .map(({ id, number, title }) => ({
            checklist: checklist.id,
            checklistTitle: checklist.title,
            item: id,
            number,
            title,
          })),
      )
      .slice(0, shown),
  };
}
