import type { Software } from '../evidence/software/schema.ts';
import type { Judgement } from './define.ts';

/** Why nothing can be said of the software of a host at all; null when some of its lists were read. */
export function noSoftwareList(list: Software): Pick<Judgement, 'outcome' | 'reason'> | null {
  if (list.sources.length > 0) return null;
  const [first] = list.unread;
  return first ? { outcome: 'error', reason: first.code } : { outcome: 'unknown', reason: 'no-list' };
}
