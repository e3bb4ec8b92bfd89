import { failedEvidence } from '@tenken/controls/evidence/collect';
import type { KindSummary } from '@tenken/controls/evidence';
import { switchedOffFailure } from '@tenken/shared';
import type { Evidence, Host } from '@tenken/shared';
import type { KeptBook } from './kept.ts';
import type { RestBook } from './rests.ts';

export type UnreadOptions = {
  /** Probes that may not run now. */
  rests?: RestBook;
  /** Takes what is not read at each scan. */
  kept?: KeptBook;
  /** It follows others by itself: what `kept` has and is not due stands for what would be read. */
  isRoutine?: boolean;
  /** Kinds that the collector's settings switch off. */
  kindsOff?: readonly string[];
};

/** What stands for a probe that may not run now, or need not; null when it runs. */
export function unreadEvidence(
  kind: KindSummary,
  host: Host,
  { rests, kept, isRoutine = false, kindsOff = [] }: UnreadOptions,
): Evidence | null {
  if (kindsOff.includes(kind.id)) {
    const { code, message } = switchedOffFailure();
    return failedEvidence(kind, host, code, message);
  }
  const now = host.now().getTime();
  const notDue = isRoutine ? (kept?.notDue(kind, now) ?? null) : null;
  if (notDue) return notDue;
  if (!rests?.isResting(kind.id, now)) return null;
  const message = 'resting: it took too long twice in a row and waits for a day';
  return failedEvidence(kind, host, 'timeout', message);
}
