import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { unknownUser } from './schema.ts';
import type { ScreenLock, UserLock } from './schema.ts';
import { parseScreenLockStatus, parseSeconds } from './screen-lock-status.ts';

const managed = '/Library/Managed Preferences/com.apple.screensaver.plist';
const maxUsers = 100;

/** People start at 501; names that begin with `_` are services. */
export async function readMacos(host: Host): Promise<ScreenLock> {
  const unread: Unread[] = [];
  const profile = await readProfile(host);
  const machineLimits =
    profile.idleSeconds !== null && profile.idleSeconds > 0 && profile.asks && profile.delaySeconds !== null
      ? [
          {
            name: 'com.apple.screensaver profile',
            seconds: profile.idleSeconds,
            lockDelaySeconds: profile.delaySeconds,
          },
        ]
      : [];
  const consoleUid = (await host.stat('/dev/console')).uid;
  const people = await readPeople(host);
  if (people.length > maxUsers) {
    unread.push({ what: `users beyond the first ${maxUsers}`, code: 'output-limit' });
  }
  const users: UserLock[] = [];
  for (const { name, uid } of people.slice(0, maxUsers)) {
    // With a profile that limits everybody, what the user's own session does not tell decides nothing.
    const gaps = machineLimits.length > 0 ? [] : unread;
    if (uid === consoleUid) users.push(await readConsoleUser(host, name, uid, profile, gaps));
    else {
      // Only in the user's own session does sysadminctl answer for the user; a profile speaks for everybody.
      if (machineLimits.length === 0) {
        unread.push({ what: `screen lock of ${name}`.slice(0, 300), code: 'not-found' });
      }
      users.push(unknownUser(name));
    }
  }
  return { unread, graphical: true, users, machineLimits, shells: null };
}

type Profile = { idleSeconds: number | null; delaySeconds: number | null; asks: boolean };

async function readProfile(host: Host): Promise<Profile> {
  try {
    await host.stat(managed);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return { idleSeconds: null, delaySeconds: null, asks: false };
    throw error;
  }
  const value = async (key: string) => {
    const found = await host.run('plutil', ['-extract', key, 'raw', '-o', '-', managed]);
    // 1 = the file has no such key.
    return found.exitCode === 0 ? found.stdout.trim() : null;
  };
  const idle = await value('idleTime');
  const delay = await value('askForPasswordDelay');
  const asks = await value('askForPassword');
  return {
    idleSeconds: idle === null ? null : parseSeconds(idle),
    delaySeconds: delay === null ? null : parseSeconds(delay),
    asks: asks === 'true' || asks === '1',
  };
}

async function readPeople(host: Host): Promise<{ name: string; uid: number }[]> {
  const list = await host.run('dscl', ['.', '-list', '/Users', 'UniqueID']);
  if (list.exitCode !== 0) throw new ProbeError('unparsable', `dscl exits with ${list.exitCode}`);
  return list.stdout.split('\n').flatMap((line) => {
    const found = /^([A-Za-z0-9][\w.@-]{0,127})\s+(\d{1,10})$/.exec(line.trim());
    return found?.[1] && Number(found[2]) >= 501 ? [{ name: found[1], uid: Number(found[2]) }] : [];
  });
}

async function readConsoleUser(
  host: Host,
  name: string,
  uid: number,
  profile: Profile,
  unread: Unread[],
): Promise<UserLock> {
  const asUser = ['asuser', String(uid), 'sudo', '-u', name];
  const status = await readPart(unread, `sysadminctl -screenLock of ${name}`, null, async () => {
    const { exitCode, stdout, stderr } = await host.run('launchctl', [
      ...asUser,
      'sysadminctl',
      '-screenLock',
      'status',
    ]);
    if (exitCode !== 0) throw new ProbeError('permission-denied', `sysadminctl exits with ${exitCode}`);
    return parseScreenLockStatus(`${stdout}\n${stderr}`);
  });
  const own = await readPart(unread, `idleTime of ${name}`, null, async () => {
    const read = await host.run('launchctl', [
      ...asUser,
      'defaults',
      '-currentHost',
      'read',
      'com.apple.screensaver',
      'idleTime',
    ]);
    // 1 = never chosen; the system's own default differs by version and is not told.
    return read.exitCode === 0 ? parseSeconds(read.stdout) : null;
  });
  const idleSeconds = profile.idleSeconds ?? own;
  return {
    user: name,
    mechanism: 'macos-screen-lock',
    desktop: null,
    enabled: idleSeconds === null ? null : idleSeconds > 0,
    requiresPassword: status?.requiresPassword ?? null,
    idleSeconds,
    lockDelaySeconds: status?.lockDelaySeconds ?? null,
    enforced: profile.idleSeconds !== null && profile.asks && profile.delaySeconds !== null,
  };
}
