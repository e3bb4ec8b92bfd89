import type { OsUpdates } from '../../evidence/os-updates/schema.ts';
import type { Judgement } from '../define.ts';
import { intervalDaysOf } from './interval.ts';

const dayMs = 86_400_000;

export type Procedure = { name: string; interval: string };

/**
 * Whether a declared procedure is followed, by what the system knows of its updates. Of several the longest interval is
 * failed by, and the shortest passed by: which of them is meant for this machine is not told.
 */
export function procedureVerdict(
  procedures: readonly Procedure[],
  { counts, index, lastInstalledAt, securitySource }: OsUpdates,
  now: Date,
): Pick<Judgement, 'outcome' | 'reason'> & { validUntil?: string } {
  const intervals = procedures.map(({ interval }) => intervalDaysOf(interval));
  const days = intervals.filter((interval) => interval !== null);
  if (days.length < intervals.length) return { outcome: 'unknown', reason: 'interval-not-declared' };
  const latest = now.getTime() + dayMs;
  const instants = [lastInstalledAt, index.builtAt].map((at) => (at === null ? Number.NaN : Date.parse(at)));
  const [installedAt = Number.NaN, builtAt = Number.NaN] = instants.map((at) =>
    at > latest ? Number.NaN : at,
  );
  const oldestMs = now.getTime() - Math.max(...days) * dayMs;
  if (counts.security > 0 || securitySource === false) {
    // Since when they are missing is not told: only where nothing was installed for longer they must have been.
    return installedAt < oldestMs
      ? { outcome: 'fail', reason: 'procedure-not-followed' }
      : { outcome: 'unknown', reason: 'pending-despite-procedure' };
  }
  if (installedAt < oldestMs && builtAt < oldestMs) {
    return { outcome: 'fail', reason: 'procedure-not-followed' };
  }
  const endsAt = builtAt + Math.min(...days) * dayMs;
  if (securitySource === null || counts.unclassified > 0 || !(endsAt > now.getTime())) {
    return { outcome: 'unknown', reason: 'procedure-not-shown' };
  }
  return { outcome: 'pass', reason: 'declared-procedure', validUntil: new Date(endsAt).toISOString() };
}
