import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import { chosenDesktop, desktopsOf } from './desktops.ts';
import { readAccounts } from './linux-accounts.ts';
import { readGnome, readKde } from './linux-desktops.ts';
import { readShells } from './linux-shells.ts';
import type { Account } from './passwd.ts';
import { unknownUser } from './schema.ts';
import type { ScreenLock, UserLock } from './schema.ts';

/** Each GNOME user takes seven commands. */
const maxUsers = 20;

export async function readLinux(host: Host): Promise<ScreenLock> {
  const unread: Unread[] = [];
  const { people, loginShells } = await readAccounts(host);
  const desktops = desktopsOf([
    ...(await namesOrNone(host, '/usr/share/xsessions')),
    ...(await namesOrNone(host, '/usr/share/wayland-sessions')),
  ]);
  const graphical = desktops.length === 0 ? false : (await startsDesktop(host)) ? true : null;
  const users: UserLock[] = [];
  if (graphical !== false) {
    if (people.length > maxUsers) {
      unread.push({ what: `users beyond the first ${maxUsers}`, code: 'output-limit' });
    }
    for (const account of people.slice(0, maxUsers)) {
      users.push(await readUser(host, account, desktops, unread));
    }
  }
  const timeouts = await readShells(host, unread);
  return { unread, graphical, users, machineLimits: [], shells: { timeouts, loginShells } };
}

async function readUser(
  host: Host,
  account: Account,
  desktops: string[],
  unread: Unread[],
): Promise<UserLock> {
  const chosen = desktops.length > 1 ? await lastChoice(host, account.name) : null;
  const desktop =
    chosen !== null && desktops.includes(chosen) ? chosen : desktops.length === 1 ? desktops[0] : null;
  try {
    if (desktop === 'gnome') return await readGnome(host, account);
    if (desktop === 'kde') return await readKde(host, account);
    return unknownUser(account.name, desktop ?? desktops.join(', '));
  } catch (error) {
    if (!isProbeError(error)) throw error;
    unread.push({ what: `screen lock of ${account.name}`.slice(0, 300), code: error.code });
    const mechanism = desktop === 'gnome' || desktop === 'kde' ? desktop : 'unknown';
    return { ...unknownUser(account.name), mechanism };
  }
}

/** A display manager is installed as the one to start: its unit has an alias, or Debian's file names it. */
async function startsDesktop(host: Host): Promise<boolean> {
  if (await startsInTextMode(host)) return false;
  for (const path of ['/etc/systemd/system/display-manager.service', '/etc/X11/default-display-manager']) {
    try {
      await host.readFile(path);
      return true;
    } catch (error) {
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  return false;
}

/** `systemctl set-default multi-user.target` leaves the display manager installed and unused. */
async function startsInTextMode(host: Host): Promise<boolean> {
  try {
    return (await host.readLink('/etc/systemd/system/default.target')).endsWith('multi-user.target');
  } catch (error) {
    if (isProbeError(error, 'not-found')) return false;
    throw error;
  }
}

async function lastChoice(host: Host, user: string): Promise<string | null> {
  try {
    const content = await host.readFile(`/var/lib/AccountsService/users/${user}`, { maxBytes: 65_536 });
    return chosenDesktop(new TextDecoder().decode(content));
  } catch (error) {
    if (isProbeError(error, 'not-found', 'permission-denied')) return null;
    throw error;
  }
}

async function namesOrNone(host: Host, folder: string): Promise<string[]> {
  try {
    return await host.list(folder);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}
