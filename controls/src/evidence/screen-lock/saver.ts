import type { RegistryKey, RegistryValue } from '@tenken/shared';
import type { UserLock } from './schema.ts';

export type SaverValues = Pick<
  UserLock,
  'enabled' | 'requiresPassword' | 'idleSeconds' | 'lockDelaySeconds' | 'enforced'
> & {
  /** SCRNSAVE.EXE; null where none is set. */
  file: string | null;
  /** Names of values that are there and cannot be understood. */
  odd: string[];
};

const names = ['ScreenSaveActive', 'ScreenSaverIsSecure', 'ScreenSaveTimeOut', 'SCRNSAVE.EXE'] as const;

/**
 * The four values that decide whether a Windows screen saver locks. Policy wins over the user's own, each value by
 * itself. All are REG_SZ, numbers too: Windows passes over a DWORD. Without SCRNSAVE.EXE nothing ever starts,
 * which is how Windows comes.
 *
 * @param grace ScreenSaverGracePeriod in seconds, undefined where it is not set (5), null where it is no number
 */
export function parseSaver(
  policy: RegistryKey | null,
  own: RegistryKey | null,
  grace: number | null | undefined,
): SaverValues {
  const odd: string[] = [];
  const text = (name: (typeof names)[number]) => {
    const found = member(policy, name) ?? member(own, name);
    if (found === null) return null;
    if (found.type === 'REG_SZ' || found.type === 'REG_EXPAND_SZ') return found.data.trim();
    odd.push(name);
    return undefined;
  };
  const flag = (name: (typeof names)[number]) => {
    const value = text(name);
    if (value === undefined) return null;
    if (value === '1') return true;
    if (value === null || value === '0') return false;
    odd.push(name);
    return null;
  };
  const active = flag('ScreenSaveActive');
  const secure = flag('ScreenSaverIsSecure');
  const timeout = text('ScreenSaveTimeOut');
  const idle = typeof timeout === 'string' && /^\d{1,9}$/.test(timeout) ? Number(timeout) : null;
  if (typeof timeout === 'string' && idle === null) odd.push('ScreenSaveTimeOut');
  const file = text('SCRNSAVE.EXE');
  const delay = grace === undefined ? 5 : grace;
  if (delay === null) odd.push('ScreenSaverGracePeriod');
  return {
    enabled:
      active === false || file === null || file === '' || idle === 0
        ? false
        : file === undefined
          ? null
          : active,
    requiresPassword: secure,
    idleSeconds: idle,
    lockDelaySeconds: delay,
    enforced: names.every((name) => member(policy, name) !== null),
    file: file === undefined || file === '' ? null : file,
    odd,
  };
}

/** Value names are compared without regard to case. */
export function member(key: RegistryKey | null, name: string): RegistryValue | null {
  const found = Object.entries(key?.values ?? {}).find(
    ([candidate]) => candidate.toLowerCase() === name.toLowerCase(),
  );
  return found?.[1] ?? null;
}

/** Undefined where the value is absent, null where it is no whole number. */
export function number(value: RegistryValue | null): number | null | undefined {
  if (value === null) return undefined;
  if (value.type === 'REG_DWORD') return value.data;
  return value.type === 'REG_SZ' && /^\d{1,9}$/.test(value.data.trim()) ? Number(value.data) : null;
}
