import { baseAlgorithm, isNamed } from './algorithms.ts';
import type { Area, PolicyList, Row, SshProfile, Verdict } from './profile.ts';
import { sshProfiles } from './registry.ts';
import type { SshProfileId } from './registry.ts';
import { endOfDayInJapan } from './words.ts';

/** The row that says something of a name; null = none does. */
export function rowOf(rows: readonly Row[], area: Area, name: string): Row | null {
  const known = area === 'hostKeyAlgorithms' ? baseAlgorithm(name) : name;
  return rows.find(({ names }) => isNamed(names, known)) ?? null;
}

export function verdictAt({ verdict, until }: Row, now: Date): Verdict {
  const isOver = until !== undefined && now.toISOString() >= endOfDayInJapan(until);
  return isOver ? 'fail' : verdict;
}

/** What a profile says of one algorithm in a list; null = nothing. */
export function algorithmVerdict(
  id: SshProfileId,
  list: PolicyList,
  name: string,
  now: Date,
): Verdict | null {
  const profile: SshProfile = sshProfiles[id];
  if (profile.type === 'policy') return profile.lists[list].includes(name) ? 'pass' : 'fail';
  if (list === 'compression') return null;
  const row = rowOf(profile.rows[list], list, name);
  return row && verdictAt(row, now);
}
