import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isPerson, parsePasswd } from './passwd.ts';
import type { Account } from './passwd.ts';

/** Names that may stand in a command line and a path without meaning anything else there. */
const plainName = /^[A-Za-z0-9_][A-Za-z0-9_.@+\\-]{0,127}\$?$/;

/**
 * People of /etc/passwd, and those of a directory (LDAP, Active Directory) who are logged in now: the others of
 * a directory cannot be listed from here.
 */
export async function readAccounts(host: Host): Promise<{ people: Account[]; loginShells: string[] }> {
  const local = parsePasswd(new TextDecoder().decode(await host.readFile('/etc/passwd')));
  const people = local.filter(isPerson);
  for (const uid of await loggedIn(host)) {
    if (!isPerson({ uid }) || people.some((account) => account.uid === uid)) continue;
    people.push(await fromDirectory(host, uid));
  }
  for (const { name, home } of people) {
    if (!plainName.test(name) || !home.startsWith('/')) {
      throw new ProbeError('unparsable', `odd account ${name}`);
    }
  }
  const shells = [...local.filter(({ uid }) => uid === 0), ...people].map(({ shell }) =>
    shell.slice(shell.lastIndexOf('/') + 1),
  );
  return {
    people,
    loginShells: [...new Set(shells)]
      .toSorted()
      .slice(0, 50)
      .map((name) => name.slice(0, 64)),
  };
}

/** systemd-logind keeps a folder for each user with a session. */
async function loggedIn(host: Host): Promise<number[]> {
  try {
    return (await host.list('/run/user')).filter((name) => /^\d{1,10}$/.test(name)).map(Number);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}

async function fromDirectory(host: Host, uid: number): Promise<Account> {
  const found = await host.run('getent', ['passwd', String(uid)]);
  const [account] = found.exitCode === 0 ? parsePasswd(found.stdout) : [];
  if (!account) throw new ProbeError('unparsable', `a session belongs to user ${uid}, whom nothing names`);
  return account;
}
