import { text } from '@tenken/shared';
import type { Unread } from '../evidence/unread.ts';
import type { Judgement } from './define.ts';
import { commonReasons } from './common-reasons.ts';

/** For a part of the evidence without which nothing can be said: the first reason why it was not read, or null. */
export function unreadPart(
  unread: readonly Unread[],
  wanted: readonly string[],
): Pick<Judgement, 'outcome' | 'reason' | 'observed'> | null {
  const first = unread.find(({ what }) => wanted.includes(what));
  if (!first) return null;
  const why = commonReasons[first.code];
  const observed = text(`${first.what}: ${why?.ja ?? first.code}`, `${first.what}: ${why?.en ?? first.code}`);
  return { outcome: 'error', reason: first.code, observed };
}
