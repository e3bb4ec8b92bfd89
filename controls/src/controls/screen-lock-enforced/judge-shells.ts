import type { ScreenLock } from '../../evidence/screen-lock/schema.ts';
import type { Limits, Verdict } from './judge-users.ts';

type Shells = NonNullable<ScreenLock['shells']>;
type Timeout = Shells['timeouts'][number];

/** The shells that know TMOUT and read /etc/profile; dash reads it and passes over TMOUT, zsh and csh do not read it. */
const heeding = new Set(['bash', 'rbash', 'ksh', 'ksh93', 'ksh93u', 'mksh']);

export function judgeShells({ timeouts, loginShells }: Shells, limits: Limits): Verdict {
  if (loginShells.length === 0) return { outcome: 'not-applicable', reason: 'nobody-logs-in' };
  const { last, certain } = inForce(timeouts);
  if (!certain) return { outcome: 'unknown', reason: 'shell-timeout-uncertain' };
  if (!last || last.seconds === null || last.seconds === 0) {
    return { outcome: 'fail', reason: 'no-shell-timeout' };
  }
  if (last.seconds > limits.maxShellIdleMinutes * 60) {
    return { outcome: 'fail', reason: 'shell-timeout-too-long' };
  }
  if (!last.readonly || !last.exported) return { outcome: 'fail', reason: 'shell-timeout-changeable' };
  if (!loginShells.every((shell) => heeding.has(shell))) {
    return { outcome: 'unknown', reason: 'other-login-shell' };
  }
  return { outcome: 'pass', reason: 'idle-shells-end' };
}

/**
 * What TMOUT is after all start-up files: the first readonly value stays, otherwise the last one counts. A
 * statement that may not be carried out, or whose value is not a number, leaves it open until the next certain
 * one; if that statement makes it readonly, for good.
 */
export function inForce(timeouts: readonly Timeout[]): { last: Timeout | null; certain: boolean } {
  let last: Timeout | null = null;
  let certain = true;
  let openForGood = false;
  for (const timeout of timeouts) {
    if (timeout.conditional || timeout.seconds === null) {
      certain = false;
      openForGood ||= timeout.readonly;
      if (timeout.readonly && !timeout.conditional) break;
      continue;
    }
    last = timeout;
    certain = !openForGood;
    if (timeout.readonly) break;
  }
  return { last, certain };
}
