import type { Software, SoftwareSource } from '../evidence/software/schema.ts';
import type { Judgement } from './define.ts';

/** They hold what somebody added, and not what the system itself consists of. */
const additions: ReadonlySet<SoftwareSource> = new Set(['flatpak', 'homebrew', 'snap']);

/**
 * Why nothing can be said of the software of a host at all; null when the list of its system was read. With pacman and
 * others, which are not read, flatpaks and snaps may be the only list there is.
 */
export function noSoftwareList(list: Software): Pick<Judgement, 'outcome' | 'reason'> | null {
  if (list.sources.some((source) => !additions.has(source))) return null;
  const [first] = list.unread;
  return first ? { outcome: 'error', reason: first.code } : { outcome: 'unknown', reason: 'no-list' };
}
