import { isProbeError } from '@tenken/shared';
import type { Host, RegistryKey } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import { member, number, parseSaver } from './saver.ts';
import type { SaverValues } from './saver.ts';
import { unknownUser } from './schema.ts';
import type { ScreenLock, UserLock } from './schema.ts';

const profileList = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList';
const systemPolicies = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';
const deviceLock = 'HKLM\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\DeviceLock';
const winlogon = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon';
const maxUsers = 100;

export async function readWindows(host: Host): Promise<ScreenLock> {
  const unread: Unread[] = [];
  const machineLimits = await readLimits(host);
  const grace = member(await keyOrNull(host, winlogon), 'ScreenSaverGracePeriod');
  // People of this machine or of Active Directory, and of Entra ID; a key ending in .bak is a broken copy.
  const people = (await host.registry(profileList)).subkeys.filter((sid) =>
    /^S-1-(?:5-21|12-1)(?:-\d{1,10}){3,12}$/.test(sid),
  );
  if (people.length > maxUsers) {
    unread.push({ what: `users beyond the first ${maxUsers}`, code: 'output-limit' });
  }
  const users: UserLock[] = [];
  for (const sid of people.slice(0, maxUsers)) {
    users.push(await readUser(host, sid, number(grace), machineLimits.length > 0, unread));
  }
  return { unread, graphical: true, users, machineLimits, shells: null };
}

/** Both lock every session, whatever the user chose and with no saver file set. */
async function readLimits(host: Host): Promise<ScreenLock['machineLimits']> {
  const limits: ScreenLock['machineLimits'] = [];
  const seconds = member(await keyOrNull(host, systemPolicies), 'InactivityTimeoutSecs');
  if (seconds?.type === 'REG_DWORD' && seconds.data > 0) {
    limits.push({ name: 'InactivityTimeoutSecs', seconds: seconds.data, lockDelaySeconds: 0 });
  }
  const mdm = await keyOrNull(host, deviceLock);
  const minutes = member(mdm, 'MaxInactivityTimeDeviceLock');
  const password = member(mdm, 'DevicePasswordEnabled');
  // Reversed: 0 = a password is demanded. Without it the MDM limit does nothing.
  if (minutes?.type === 'REG_DWORD' && minutes.data > 0 && minutes.data < 1_000_000 && password?.data === 0) {
    limits.push({ name: 'MaxInactivityTimeDeviceLock', seconds: minutes.data * 60, lockDelaySeconds: 0 });
  }
  return limits;
}

async function readUser(
  host: Host,
  sid: string,
  grace: number | null | undefined,
  limited: boolean,
  unread: Unread[],
): Promise<UserLock> {
  const what = `screen saver of ${sid}`;
  try {
    // Loaded while its user is logged in; a machine-wide limit speaks for the others.
    await host.registry(`HKU\\${sid}`);
    const policy = await keyOrNull(
      host,
      `HKU\\${sid}\\Software\\Policies\\Microsoft\\Windows\\Control Panel\\Desktop`,
    );
    const own = await keyOrNull(host, `HKU\\${sid}\\Control Panel\\Desktop`);
    const saver = parseSaver(policy, own, grace);
    if (saver.odd.length > 0 && !limited) {
      unread.push({ what: `${what}: ${saver.odd.join(', ')}`.slice(0, 300), code: 'unparsable' });
    }
    return { user: sid, mechanism: 'windows-screen-saver', desktop: null, ...(await withFile(host, saver)) };
  } catch (error) {
    if (!isProbeError(error, 'not-found', 'permission-denied')) throw error;
    if (!limited) unread.push({ what, code: error.code });
    return unknownUser(sid);
  }
}

/** A saver whose file is gone never starts. Names without a drive and with variables are taken as they are. */
async function withFile(host: Host, { file, odd: _odd, ...lock }: SaverValues) {
  if (file === null || !/^[A-Za-z]:\\[^%]+$/.test(file)) return lock;
  try {
    await host.stat(file);
    return lock;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return { ...lock, enabled: false };
    throw error;
  }
}

async function keyOrNull(host: Host, key: string): Promise<RegistryKey | null> {
  try {
    return await host.registry(key);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
