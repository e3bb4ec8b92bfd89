import type { AuditLog, Log } from '../../evidence/audit-log/schema.ts';
import { isOn, loginLogs } from '../audit-log-enabled/login-logs.ts';

const dayMs = 86_400_000;
/** Under this age a log says too little of how fast it grows. */
const minObservedDays = 30;
/** Fuller than this it may throw away its oldest records at any moment. */
const nearlyFull = 0.9;

export type Keeping = {
  verdict: 'kept' | 'will-be-kept' | 'too-short' | 'not-on-disk' | 'too-young' | 'not-told';
  ageDays: number | null;
  /** When a shorter time than asked for could show, from the settings alone. */
  setDays: number | null;
};

/** Whether one log reaches back far enough, or will when it is old enough. */
export function keepingOf(log: Log, minDays: number, at: Date): Keeping {
  const ageDays = log.oldestAt === null ? null : (at.getTime() - Date.parse(log.oldestAt)) / dayMs;
  const setDays = log.keepsDays;
  const answer = (verdict: Keeping['verdict']): Keeping => ({ verdict, ageDays, setDays });
  if (log.kept !== 'disk') return answer('not-on-disk');
  if (setDays !== null && setDays < minDays) return answer('too-short');
  if (ageDays === null || ageDays < -1) return answer('not-told');
  if (ageDays >= minDays) return answer('kept');
  if (log.whenFull === 'unlimited') return answer('will-be-kept');
  const { limitBytes, usedBytes } = log;
  if (limitBytes !== null && usedBytes !== null && limitBytes > 0) {
    const filled = usedBytes / limitBytes;
    if (filled >= nearlyFull) return answer('too-short');
    if (ageDays < minObservedDays) return answer('too-young');
    return answer(ageDays / filled >= minDays ? 'will-be-kept' : 'too-short');
  }
  // Time decides and no size does: what is younger has not come to its end yet.
  if (setDays !== null && limitBytes === null) return answer('will-be-kept');
  return answer('not-told');
}

const ranking: readonly Keeping['verdict'][] = [
  'kept',
  'will-be-kept',
  'too-young',
  'not-told',
  'too-short',
  'not-on-disk',
];

export type JudgedLog = { log: Log; keeping: Keeping };

/**
 * The logs that decide: among those that hold logins the one that is kept best, and the audit log where rules write
 * into it, which nothing else holds.
 */
export function decidingLogs(state: AuditLog, minDays: number, at: Date): JudgedLog[] {
  const judged = loginLogs(state)
    .filter(({ written }) => written !== false)
    .map((log) => ({ log, keeping: keepingOf(log, minDays, at) }))
    .toSorted((a, b) => ranking.indexOf(a.keeping.verdict) - ranking.indexOf(b.keeping.verdict));
  const [best] = judged;
  const audit = judged.find(({ log }) => log.log === 'audit');
  const hasRules = isOn(state.auditing) && (state.auditing?.ruleCount ?? 0) > 0;
  if (best === undefined) return [];
  return audit && hasRules && audit !== best ? [best, audit] : [best];
}

/** Worst of those that decide. */
export function worstOf(judged: readonly JudgedLog[]): Keeping['verdict'] | undefined {
  return judged
    .map(({ keeping }) => keeping.verdict)
    .toSorted((a, b) => ranking.indexOf(b) - ranking.indexOf(a))[0];
}
