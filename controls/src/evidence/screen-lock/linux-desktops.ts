import { isProbeError, ProbeError } from '@tenken/shared';
import type { CommandResult, Host } from '@tenken/shared';
import { parseGnome } from './gsettings.ts';
import { kdeLock, parseKscreenlockerrc } from './kscreenlockerrc.ts';
import type { Account } from './passwd.ts';
import { unknownUser } from './schema.ts';
import type { UserLock } from './schema.ts';
import { exists } from '../exists.ts';

const schemas = ['session', 'screensaver', 'lockdown'].map((name) => `org.gnome.desktop.${name}`);

const decisive = [
  ['org.gnome.desktop.session', 'idle-delay'],
  ['org.gnome.desktop.screensaver', 'lock-enabled'],
  ['org.gnome.desktop.screensaver', 'lock-delay'],
  ['org.gnome.desktop.lockdown', 'disable-lock-screen'],
] as const;

/**
 * GNOME's settings as they act on this user: defaults, vendor overrides, compiled policy, locks and the own choice
 * in one answer. Key files below /etc/dconf/db are wrong in both directions: without `dconf update` they do
 * nothing, and a compiled policy stays when its file has changed.
 */
export async function readGnome(host: Host, account: Account): Promise<UserLock> {
  const settings: string[] = [];
  for (const schema of schemas) settings.push(await gsettings(host, account, ['list-recursively', schema]));
  let enforced = true;
  for (const [schema, key] of decisive) {
    if ((await gsettings(host, account, ['writable', schema, key])).trim() !== 'false') enforced = false;
  }
  const lock: UserLock = {
    user: account.name,
    mechanism: 'gnome',
    desktop: null,
    ...parseGnome(settings.join('\n')),
    enforced,
  };
  // Without the home folder (not yet made, or on a server that is not mounted) the own choice is not visible.
  if (enforced || (await exists(host, account.home))) return lock;
  return { ...unknownUser(account.name), mechanism: 'gnome' };
}

/** As root gsettings would answer for root. Reading needs no message bus. */
async function gsettings(host: Host, { name, home }: Account, args: string[]): Promise<string> {
  const result = await host.run('runuser', ['-u', name, '--', 'env', `HOME=${home}`, 'gsettings', ...args]);
  if (result.exitCode !== 0) throw failure(result);
  return result.stdout;
}

/** runuser: 1 = may not be used by ordinary users; env: 126, 127 = cannot be run, not found. */
function failure({ exitCode, stderr }: CommandResult): ProbeError {
  const denied = exitCode === 126 || /may not be used by non-root|[Pp]ermission denied/.test(stderr);
  return new ProbeError(
    denied ? 'permission-denied' : 'unparsable',
    `runuser gsettings exits with ${exitCode}`,
  );
}

export async function readKde(host: Host, account: Account): Promise<UserLock> {
  const system = parseKscreenlockerrc(await textOrNothing(host, '/etc/xdg/kscreenlockerrc'));
  const own = parseKscreenlockerrc(await textOrNothing(host, `${account.home}/.config/kscreenlockerrc`));
  const lock: UserLock = { user: account.name, mechanism: 'kde', desktop: null, ...kdeLock(system, own) };
  if (lock.enforced || (await exists(host, account.home))) return lock;
  return { ...unknownUser(account.name), mechanism: 'kde' };
}

async function textOrNothing(host: Host, path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await host.readFile(path, { maxBytes: 1024 * 1024 }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return '';
    throw error;
  }
}
