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
  const holds = (one: Control | Item): boolean => {
    const text = searchedText(one);
    return words.every((word) => text.includes(word));
  };
  const { hosts } = await context.repositories.hostList.page(
    { text: typed },
    { sort: 'name', after: null, limit: shown },
    silentBeforeOf(context),
  );
  return {
    hosts: hosts.map(({ id, name, label }) => ({ id, name, label })),
    controls: context.controls
      .filter(holds)
      .slice(0, shown)
      .map(({ id, title }) => ({ id, title })),
    items: context.checklists
      .flatMap((checklist) =>
        checklist.items.filter(holds).map(({ id, number, title }) => ({
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

type Control = Context['controls'][number];
type Item = Context['checklists'][number]['items'][number];

const searched = new WeakMap<Control | Item, string>();

/** By what a control or an item is found: they are read once and never change, and folding hundreds takes its time. */
function searchedText(one: Control | Item): string {
  let text = searched.get(one);
  if (text === undefined) {
    const { id, title } = one;
    const number = 'number' in one ? [one.number] : [];
    searched.set(one, (text = folded([id, ...number, title.ja, title.en].join(' '))));
  }
  return text;
}
