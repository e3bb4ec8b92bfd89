import type { Host, RegistryKey, RegistryValue } from '@tenken/shared';
import { readPart } from './unread.ts';
import type { Unread } from './unread.ts';

/** A key, or null where there is none; one that cannot be read is noted in `unread` and gives null too. */
export function keyOrNull(host: Host, unread: Unread[], path: string): Promise<RegistryKey | null> {
  return readPart(unread, path, null, () => host.registry(path));
}

/** Value names are compared without regard to case. */
function member(key: RegistryKey | null, name: string): RegistryValue | null {
  const found = Object.entries(key?.values ?? {}).find(
    ([candidate]) => candidate.toLowerCase() === name.toLowerCase(),
  );
  return found?.[1] ?? null;
}

/** Null where the value is absent or no DWORD: Windows passes over a number that was written as text. */
export function dword(key: RegistryKey | null, name: string): number | null {
  const value = member(key, name);
  return value?.type === 'REG_DWORD' ? value.data : null;
}

/** Null where the value is absent, empty or no text. */
export function shortText(key: RegistryKey | null, name: string, maxLength = 200): string | null {
  const value = member(key, name);
  if (value?.type !== 'REG_SZ' && value?.type !== 'REG_EXPAND_SZ') return null;
  return value.data === '' ? null : value.data.slice(0, maxLength);
}
