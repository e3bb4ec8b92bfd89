import { own } from '@tenken/shared';

/**
 * Items whose wording says something else in a newer copy: those are asked again. Width and white space do not count.
 *
 * @param before and `after`: texts by item id
 */
export function changedItems(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const plain = (text: string | undefined) => (text ?? '').normalize('NFKC').replaceAll(/\s+/g, '');
  return Object.keys(after).filter((id) => plain(own(before, id)) !== plain(own(after, id)));
}
