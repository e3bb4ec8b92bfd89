import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readSshdConfig, sshdWords } from '../sshd-config.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import {
  dayOf,
  hasShell,
  includesNis,
  parseGroups,
  parsePasswd,
  parseShadow,
  passwordOf,
} from './account-files.ts';
import type { PasswdEntry, ShadowEntry } from './account-files.ts';
import { readAutomaticLogons } from './automatic-logon.ts';
import { readDirectories } from './directories.ts';
import { readStartedManagers } from './display-managers.ts';
import { readLoginRecords } from './login-records.ts';
import type { LoginRecords } from './login-records.ts';
import { readPamServices } from './pam-services.ts';
import { privilegesOf } from './privileges.ts';
import { maxAccounts } from './schema.ts';
import type { Account, LocalAccounts } from './schema.ts';
import { parseDoas, readSudoers } from './sudoers.ts';

const maxFileBytes = 4 * 1024 * 1024;

export async function readLinux(host: Host): Promise<LocalAccounts> {
  const unread: Unread[] = [];
  const passwdFile = await text(host, '/etc/passwd');
  const entries = parsePasswd(passwdFile);
  // Every system has its root: without one the file is not what it should be, and nobody would be the wrong answer.
  if (!entries.some(({ uid }) => uid === 0)) throw new ProbeError('unparsable', '/etc/passwd has no root');
  const shadow = await readPart(unread, '/etc/shadow', new Map<string, ShadowEntry>(), async () =>
    parseShadow(await text(host, '/etc/shadow')),
  );
  const firstPerson = (await readPart(unread, '/etc/login.defs', 1000, () => readUidMin(host))) ?? 1000;
  const listed = entries
    .map((entry) => accountOf(entry, shadow, firstPerson, host.now()))
    .filter(({ account }) => isOfUse(account));
  if (listed.length > maxAccounts) {
    unread.push({ what: `accounts beyond the first ${maxAccounts}`, code: 'output-limit' });
  }
  const kept = listed.slice(0, maxAccounts);
  const records = await readLoginRecords(
    host,
    unread,
    kept.map(({ entry }) => entry),
  );
  await readKeys(host, unread, kept);
  const directories = new Set(await readPart(unread, 'nsswitch.conf', [], () => readDirectories(host)));
  if (includesNis(passwdFile)) directories.add('nis');
  const sudoers = await readPart(unread, 'sudoers', null, () =>
    readSudoers(host, ['/etc/sudoers', '/usr/etc/sudoers']),
  );
  const doas = await readPart(unread, '/etc/doas.conf', [], async () =>
    parseDoas(await text(host, '/etc/doas.conf'), '/etc/doas.conf'),
  );
  const groups =
    (await readPart(unread, '/etc/group', [], async () => parseGroups(await text(host, '/etc/group')))) ?? [];
  const accounts = kept.map(({ account }) => ({ ...account, lastLoginAt: lastLogin(records, account.name) }));
  return {
    unread,
    accounts,
    closedAccounts: shadow === null ? null : entries.length - listed.length,
    directories: [...directories].toSorted(),
    privileges: privilegesOf({ entries, groups, sudoers, doas: doas ?? [] }, unread),
    elevation: sudoers ? (sudoers.asksTarget ? 'target-password' : 'own-password') : null,
    pamServices: await readPamServices(host, unread, {
      // A system has its first group: without it the file is not what it should be.
      groups: groups.some(({ gid }) => gid === 0) ? groups : null,
      entries,
      hasDirectories: directories.size > 0,
    }),
    automaticLogons: await readAutomaticLogons(host, unread),
    displayManagers: await readPart(unread, 'display manager', [], () => readStartedManagers(host)),
    guest: guestOf(accounts),
    loginRecords: records.records,
    managedPassword: null,
  };
}

type Listed = { entry: PasswdEntry; account: Account };

function accountOf(
  entry: PasswdEntry,
  shadow: ReadonlyMap<string, ShadowEntry> | null,
  firstPerson: number,
  now: Date,
): Listed {
  const line = shadow?.get(entry.name);
  const isShadowed = entry.password === 'x';
  const told = isShadowed ? (shadow === null ? null : (line?.password ?? '*')) : entry.password;
  const { password, hash } = told === null ? { password: null, hash: null } : passwordOf(told);
  const isExpired =
    line?.expireDay !== null && line !== undefined && now.getTime() >= line.expireDay * 86_400_000;
  const shell = hasShell(entry.shell);
  const account: Account = {
    name: entry.name,
    id: String(entry.uid),
    role: roleOf(entry, firstPerson),
    state: !shell ? 'no-shell' : isExpired ? 'expired' : shadow === null ? null : 'open',
    password,
    hash,
    passwordChangedAt: dayOf(line?.changedDay ?? null),
    passwordMaxAgeDays: shadow === null ? null : maxAgeOf(line?.maxDays ?? null),
    sshKeys: null,
    lastLoginAt: null,
    usedByService: null,
    hidden: false,
  };
  return { entry, account };
}

function roleOf({ uid, name }: PasswdEntry, firstPerson: number): Account['role'] {
  if (uid === 0) return 'superuser';
  if (uid < firstPerson || uid === 65_534) return 'system';
  return /^x?guest$/i.test(name) ? 'guest' : 'person';
}

/** 99999 is what `useradd` writes for never. */
function maxAgeOf(days: number | null): number {
  return days === null || days >= 99_999 ? 0 : days;
}

function isOfUse({ role, state, password }: Account): boolean {
  return role !== 'system' || state !== 'no-shell' || (password !== 'locked' && password !== null);
}

function guestOf(accounts: readonly Account[]): LocalAccounts['guest'] {
  const guests = accounts.filter(({ role }) => role === 'guest');
  if (guests.length === 0) return 'none';
  if (guests.some(({ state }) => state === null)) return null;
  return guests.some(({ state }) => state === 'open') ? 'enabled' : 'disabled';
}

function lastLogin({ lastByName }: LoginRecords, name: string): string | null {
  const at = lastByName.get(name);
  return at === undefined ? null : new Date(at).toISOString();
}

async function readUidMin(host: Host): Promise<number> {
  const found = /^\s*UID_MIN\s+(\d{1,10})\b/m.exec(await text(host, '/etc/login.defs'))?.[1];
  return found === undefined ? 1000 : Number(found);
}

const networkFileSystems = /^(autofs|nfs4?|cifs|smb3|fuse\.sshfs|afs|ceph|glusterfs|9p)$/;

/**
 * Whether keys lie where sshd looks by default, for accounts that a password does not open. Homes that a look would
 * mount, or that a server keeps, are left alone.
 */
async function readKeys(host: Host, unread: Unread[], listed: readonly Listed[]): Promise<void> {
  const wanted = listed.filter(({ account }) => account.password === 'locked' && account.state === 'open');
  if (wanted.length === 0) return;
  const config = await readPart(unread, 'sshd_config', null, () => readSshdConfig(host));
  const remote = await readPart(unread, '/proc/self/mounts', [], async () =>
    remoteMounts(await text(host, '/proc/self/mounts')),
  );
  if (remote === null) return;
  const files = config ? sshdWords(config, 'authorizedkeysfile') : null;
  const command = config ? sshdWords(config, 'authorizedkeyscommand') : null;
  const isUsual = (files ?? ['.ssh/authorized_keys']).every((file) =>
    /^(%h\/)?\.ssh\/authorized_keys2?$/.test(file),
  );
  if (!isUsual || (command !== null && command[0]?.toLowerCase() !== 'none')) return;
  for (const { entry, account } of wanted) {
    if (!entry.home.startsWith('/') || remote.some((mount) => `${entry.home}/`.startsWith(`${mount}/`))) {
      continue;
    }
    account.sshKeys = await readPart(unread, `SSH keys of ${account.name}`, false, () =>
      hasKeys(host, entry.home),
    );
  }
}

async function hasKeys(host: Host, home: string): Promise<boolean> {
  for (const name of ['authorized_keys', 'authorized_keys2']) {
    try {
      if ((await host.stat(`${home}/.ssh/${name}`)).sizeBytes > 0) return true;
    } catch (error) {
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  return false;
}

function remoteMounts(mounts: string): string[] {
  return mounts.split('\n').flatMap((line) => {
    const [, folder, type] = line.split(' ');
    return folder && folder !== '/' && networkFileSystems.test(type ?? '') ? [folder] : [];
  });
}

async function text(host: Host, path: string): Promise<string> {
  return new TextDecoder().decode(await host.readFile(path, { maxBytes: maxFileBytes }));
}
