import type { TimeSync } from '../../evidence/time-sync/schema.ts';
import type { Judgement } from '../define.ts';

type Verdict = Pick<Judgement, 'outcome' | 'reason' | 'validUntil'>;
type Limits = { maxOffsetMs: number; maxSyncAgeHours: number };

const hourMs = 3_600_000;

export function judgeClock(clock: TimeSync, limits: Limits, collectedAt: Date): Verdict {
  if (clock.container) return { outcome: 'not-applicable', reason: 'clock-of-the-host' };
  const { maxOffsetMs } = limits;
  // A clock that is wrong is wrong, whoever keeps it.
  if (clock.measured && Math.abs(clock.measured.offsetMs) > maxOffsetMs) return fail('offset-too-large');
  if (clock.clients.length === 0) return fail('no-client');
  if (clock.follows === 'nothing' && clock.synchronized !== true) return fail('switched-off');
  if (clock.synchronized === false) return fail('not-synchronized');
  if (clock.offsetMs !== null && Math.abs(clock.offsetMs) > maxOffsetMs) return fail('offset-too-large');
  return clock.synchronized === null
    ? withoutClientsWord(clock)
    : withClientsWord(clock, limits, collectedAt);
}

/** timed (macOS) never tells, w32time not to everybody: then only an own measurement shows that the clock is right. */
function withoutClientsWord(clock: TimeSync): Verdict {
  if (clock.measured === null) return { outcome: 'unknown', reason: 'not-told' };
  return { outcome: 'pass', reason: 'measured' };
}

function withClientsWord(clock: TimeSync, limits: Limits, collectedAt: Date): Verdict {
  const selected = clock.sources.find((source) => source.selected);
  // chrony stays `Normal` for long after its last source was lost.
  if (!selected) return fail('no-selected-source');
  if (selected.reachable === false) return fail('source-unreachable');
  const measured = clock.offsetMs !== null || clock.measured !== null;
  if (clock.lastSyncAt === null) {
    return measured
      ? { outcome: 'pass', reason: 'synchronized' }
      : { outcome: 'unknown', reason: 'not-told' };
  }
  const expiresAtMs = Date.parse(clock.lastSyncAt) + limits.maxSyncAgeHours * hourMs;
  if (collectedAt.getTime() > expiresAtMs) return fail('last-sync-too-old');
  return { outcome: 'pass', reason: measured ? 'synchronized' : 'synchronized-offset-not-reported' };
}

function fail(reason: string): Verdict {
  return { outcome: 'fail', reason };
}
