import { ProbeError } from '@tenken/shared';
import type { UserLock } from './schema.ts';

type Setting = { value: string; immutable: boolean };
type Settings = Map<string, Setting>;

/**
 * The `[Daemon]` group of a kscreenlockerrc. `[$i]` behind the file's first line, a group or a key makes it
 * immutable for the files read after it, i.e. for the user.
 *
 * @throws {ProbeError} `unparsable` for a line that is neither group, setting nor comment
 * @see https://userbase.kde.org/KDE_System_Administration/Kiosk/Introduction
 */
export function parseKscreenlockerrc(content: string): Settings {
  const settings: Settings = new Map();
  let group = '';
  let groupImmutable = false;
  let fileImmutable = false;
  for (const raw of content.split('\n')) {
    const line = raw.trim();
    if (line === '[$i]') {
      fileImmutable = true;
      continue;
    }
    const header = /^\[([^\]]{0,200})\](\[\$i\])?$/.exec(line);
    if (header) {
      group = header[1] ?? '';
      groupImmutable = header[2] !== undefined;
      continue;
    }
    if (line !== '' && !line.startsWith('#') && !line.includes('=')) {
      throw new ProbeError('unparsable', 'kscreenlockerrc holds a line that is no setting');
    }
    const entry = /^([A-Za-z]{1,64})(\[\$[a-z]{1,4}\])?\s*=\s*(.*)$/.exec(line);
    if (!entry?.[1] || group !== 'Daemon') continue;
    const immutable = fileImmutable || groupImmutable || (entry[2]?.includes('i') ?? false);
    settings.set(entry[1], { value: entry[3] ?? '', immutable });
  }
  return settings;
}

/** An immutable system value wins, then the user's, then the system's, then Plasma's own: on, 5 minutes, 5 seconds. */
export function kdeLock(system: Settings, user: Settings): Omit<UserLock, 'user' | 'mechanism' | 'desktop'> {
  const value = (name: string) => {
    const fixed = system.get(name);
    return fixed?.immutable ? fixed.value : (user.get(name)?.value ?? fixed?.value);
  };
  const on = truth(value('Autolock'), true);
  const minutes = whole(value('Timeout'), 5);
  const grace = whole(value('LockGrace'), 5);
  const asks = truth(value('RequirePassword'), true);
  return {
    enabled: on === false || minutes === 0 ? false : on,
    requiresPassword: asks,
    idleSeconds: minutes === null ? null : minutes * 60,
    lockDelaySeconds: grace,
    enforced: ['Autolock', 'Timeout', 'LockGrace'].every((name) => system.get(name)?.immutable === true),
  };
}

function truth(value: string | undefined, otherwise: boolean): boolean | null {
  if (value === undefined) return otherwise;
  const word = value.toLowerCase();
  if (['true', 'on', 'yes', '1'].includes(word)) return true;
  return ['false', 'off', 'no', '0'].includes(word) ? false : null;
}

function whole(value: string | undefined, otherwise: number): number | null {
  if (value === undefined) return otherwise;
  return /^\d{1,6}$/.test(value) ? Number(value) : null;
}
