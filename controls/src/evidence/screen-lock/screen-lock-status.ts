import { ProbeError } from '@tenken/shared';
import type { UserLock } from './schema.ts';

/**
 * `sysadminctl -screenLock status`, which writes to stderr behind a time stamp: `screenLock delay is immediate`,
 * `screenLock delay is 300 seconds`, `screenLock is off`; some builds say `delay is -1 seconds` for off.
 */
export function parseScreenLockStatus(
  output: string,
): Pick<UserLock, 'requiresPassword' | 'lockDelaySeconds'> {
  const found = /screenLock (?:is (off)|delay is (immediate|-?\d{1,9}(?:\.\d{1,9})? seconds))/i.exec(output);
  if (!found) throw new ProbeError('unparsable', 'sysadminctl tells no screenLock');
  if (found[1]) return { requiresPassword: false, lockDelaySeconds: null };
  const delay = found[2]?.toLowerCase() === 'immediate' ? 0 : Number.parseFloat(found[2] ?? '');
  if (delay < 0) return { requiresPassword: false, lockDelaySeconds: null };
  return { requiresPassword: true, lockDelaySeconds: Math.ceil(delay) };
}

/** A whole number of seconds on a line of its own, as `defaults read` and `plutil -extract … raw` print it. */
export function parseSeconds(output: string): number {
  const found = /^\s*(\d{1,9})(?:\.0+)?\s*$/.exec(output)?.[1];
  if (found === undefined) throw new ProbeError('unparsable', 'no number of seconds');
  return Number(found);
}
