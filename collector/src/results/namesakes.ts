import type { Namesakes } from '../api/result-schemas.ts';
import type { CollectorContext } from '../context.ts';

type Shown = { id: string; name: string };
/** What tells two of one name apart. */
type Known = Shown & { label: string; enrolledAt: string };

/**
 * Of the hosts that a page of a list shows, those whose name others have too: what tells them apart. Names are the
 * hosts' own word, and machines that were installed from one image come with one name.
 */
export async function namesakes(
  { repositories: { hosts } }: Pick<CollectorContext, 'repositories'>,
  shown: readonly (Shown | Known)[],
): Promise<Namesakes> {
  const shared = await hosts.sharedNames(shown.map(({ name }) => name));
  if (shared.size === 0) return {};
  const sharing = shown.filter(({ name }) => shared.has(name));
  const known = sharing.filter((host) => 'label' in host);
  const asked = sharing.filter((host) => !('label' in host)).map(({ id }) => id);
  const found = [...known, ...(await hosts.byId(asked)).values()];
  return Object.fromEntries(found.map(({ id, label, enrolledAt }) => [id, { label, enrolledAt }] as const));
}
