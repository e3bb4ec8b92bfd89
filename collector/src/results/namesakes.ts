import type { Namesakes } from '../api/result-schemas.ts';
import type { CollectorContext } from '../context.ts';

/**
 * Of the hosts that a page of a list shows, those whose name others have too: what tells them apart. Names are the
 * hosts' own word, and machines that were installed from one image come with one name.
 */
export async function namesakes(
  { repositories: { hosts } }: Pick<CollectorContext, 'repositories'>,
  shown: readonly { id: string; name: string }[],
): Promise<Namesakes> {
  const shared = await hosts.sharedNames(shown.map(({ name }) => name));
  if (shared.size === 0) return {};
  const found = await hosts.byId(shown.filter(({ name }) => shared.has(name)).map(({ id }) => id));
  return Object.fromEntries(
    [...found].map(([id, { label, enrolledAt }]) => [id, { label, enrolledAt }] as const),
  );
}
