import { ProbeError } from '@tenken/shared';
import type { UserLock } from './schema.ts';

/**
 * `gsettings list-recursively SCHEMA` of the three schemas that decide, one `schema key value` a line. GNOME locks
 * after idle-delay (0 = never) plus lock-delay, unless locking is off or the lock screen is forbidden by lockdown.
 */
export function parseGnome(
  output: string,
): Pick<UserLock, 'enabled' | 'requiresPassword' | 'idleSeconds' | 'lockDelaySeconds'> {
  const value = (schema: string, key: string) => {
    const found = new RegExp(`^org\\.gnome\\.desktop\\.${schema} ${key} (.+)$`, 'm')
      .exec(output)?.[1]
      ?.trim();
    if (found === undefined) throw new ProbeError('unparsable', `gsettings has no ${schema} ${key}`);
    return found;
  };
  const idleSeconds = unsigned(value('session', 'idle-delay'));
  const lockDelaySeconds = unsigned(value('screensaver', 'lock-delay'));
  const locks = truth(value('screensaver', 'lock-enabled'));
  const forbidden = truth(value('lockdown', 'disable-lock-screen'));
  return { enabled: idleSeconds > 0, requiresPassword: locks && !forbidden, idleSeconds, lockDelaySeconds };
}

function unsigned(value: string): number {
  const found = /^(?:uint32 )?(\d{1,10})$/.exec(value)?.[1];
  if (found === undefined || Number(found) >= 2 ** 32) {
    throw new ProbeError('unparsable', 'gsettings gives no number');
  }
  return Number(found);
}

function truth(value: string): boolean {
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw new ProbeError('unparsable', 'gsettings gives neither true nor false');
}
