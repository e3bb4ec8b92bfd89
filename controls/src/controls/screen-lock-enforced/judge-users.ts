import type { ScreenLock, UserLock } from '../../evidence/screen-lock/schema.ts';

export type Limits = {
  maxIdleMinutes: number;
  requireEnforcedByPolicy: boolean;
  maxShellIdleMinutes: number;
};

export type Verdict = { outcome: 'pass' | 'fail' | 'unknown' | 'not-applicable'; reason: string };

/**
 * A grace of up to five seconds is no idle time: it is what Windows and Plasma come with, and what the CIS
 * benchmarks allow beside their limit of 900 seconds. A longer one counts wholly.
 */
const acceptedGraceSeconds = 5;

/** Seconds until the password is asked for; null = not told. */
export function effectiveSeconds({ idleSeconds, lockDelaySeconds }: UserLock): number | null {
  return idleSeconds === null ? null : withDelay(idleSeconds, lockDelaySeconds ?? 0);
}

export function withDelay(idleSeconds: number, delaySeconds: number): number {
  return delaySeconds > acceptedGraceSeconds ? idleSeconds + delaySeconds : idleSeconds;
}

/** The reason why this user's screen fails, `not-told`, `desktop-not-known`, or null where it locks as it must. */
export function faultOf(user: UserLock, limits: Limits): string | null {
  if (user.enabled === false) return 'no-lock';
  if (user.requiresPassword === false) return 'no-password';
  const seconds = effectiveSeconds(user);
  if (seconds !== null && seconds > limits.maxIdleMinutes * 60) return 'idle-too-long';
  if (
    user.enabled === null ||
    user.requiresPassword === null ||
    seconds === null ||
    user.lockDelaySeconds === null
  ) {
    return user.mechanism === 'unknown' && user.desktop !== null ? 'desktop-not-known' : 'not-told';
  }
  return limits.requireEnforcedByPolicy && !user.enforced ? 'not-enforced' : null;
}

export function isFailure(fault: string): boolean {
  return fault !== 'not-told' && fault !== 'desktop-not-known';
}

export function judgeUsers({ users, machineLimits }: ScreenLock, limits: Limits): Verdict {
  // It locks every session, also of those who chose something else or are not logged in.
  const longest = limits.maxIdleMinutes * 60;
  if (
    machineLimits.some(
      ({ seconds, lockDelaySeconds }) => seconds > 0 && withDelay(seconds, lockDelaySeconds) <= longest,
    )
  ) {
    return { outcome: 'pass', reason: 'machine-limit' };
  }
  const faults = users.map((user) => faultOf(user, limits)).filter((fault) => fault !== null);
  const failure = faults.find(isFailure);
  if (failure !== undefined) return { outcome: 'fail', reason: failure };
  const [gap] = faults;
  if (gap !== undefined) return { outcome: 'unknown', reason: gap };
  return users.length === 0
    ? { outcome: 'unknown', reason: 'no-users' }
    : { outcome: 'pass', reason: 'locks' };
}
