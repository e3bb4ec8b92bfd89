import { isProbeError, own, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parsePlist, plistMember, plistTexts } from '../plist.ts';
import type { Plist } from '../plist.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { hasShell } from './account-files.ts';
import type { PasswdEntry } from './account-files.ts';
import { privilegesOf } from './privileges.ts';
import { maxAccounts } from './schema.ts';
import type { Account, LocalAccounts, Privilege } from './schema.ts';
import { readSudoers } from './sudoers.ts';

const loginWindow = '/Library/Preferences/com.apple.loginwindow.plist';
const managedGuest = '/Library/Managed Preferences/com.apple.MCX.plist';

export async function readMacos(host: Host): Promise<LocalAccounts> {
  const unread: Unread[] = [];
  const people = parseUsers(await dscl(host, ['.', '-readall', '/Users', ...attributes]));
  const listed = people.filter(({ account }) => isOfUse(account));
  if (listed.length > maxAccounts) {
    unread.push({ what: `accounts beyond the first ${maxAccounts}`, code: 'output-limit' });
  }
  const guest = await readPart(unread, 'guest account', null, () => readGuest(host, people));
  const accounts = listed
    .slice(0, maxAccounts)
    .map(({ account }) => (account.role === 'guest' ? guestAccount(account, guest) : account));
  return {
    unread,
    accounts,
    closedAccounts: people.length - listed.length,
    directories:
      (await readPart(unread, 'search path of Open Directory', [], () => readDirectories(host))) ?? [],
    privileges: await readPrivileges(
      host,
      unread,
      people.map(({ entry }) => entry),
    ),
    elevation: 'own-password',
    automaticLogons: (await readPart(unread, loginWindow, [], () => readAutomaticLogon(host))) ?? [],
    guest,
    loginRecords: [],
    managedPassword: null,
  };
}

const attributes = [
  'RecordName',
  'UniqueID',
  'PrimaryGroupID',
  'UserShell',
  'NFSHomeDirectory',
  'AuthenticationAuthority',
  'IsHidden',
  'accountPolicyData',
];

async function dscl(host: Host, args: string[]): Promise<string> {
  const shown = await host.run('dscl', ['-plist', ...args], { timeoutMs: 15_000 });
  if (shown.exitCode !== 0) {
    throw new ProbeError('internal', `dscl ${args.join(' ').slice(0, 60)}: exit ${shown.exitCode}`);
  }
  return shown.stdout;
}

type Person = { entry: PasswdEntry; account: Account };

/** `dscl -plist . -readall /Users …`: a list of records, each attribute a list of texts. @throws {ProbeError} */
export function parseUsers(plist: string): Person[] {
  const records = parsePlist(plist);
  if (!Array.isArray(records)) throw new ProbeError('unparsable', 'dscl: no list of users');
  return records.flatMap((record) => {
    const [name] = valuesOf(record, 'RecordName');
    const [uid] = valuesOf(record, 'UniqueID');
    if (name === undefined || !/^-?\d{1,10}$/.test(uid ?? '')) return [];
    const entry: PasswdEntry = {
      name: name.slice(0, 128),
      password: '*',
      uid: Number(uid),
      gid: Number(valuesOf(record, 'PrimaryGroupID')[0] ?? -1) || 0,
      home: valuesOf(record, 'NFSHomeDirectory')[0] ?? '',
      shell: valuesOf(record, 'UserShell')[0] ?? '',
    };
    return [{ entry, account: accountOf(entry, record) }];
  });
}

/** Attribute names carry the kind of attribute in front: `dsAttrTypeStandard:UniqueID`. */
function valuesOf(record: Plist, attribute: string): string[] {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return [];
  const key = Object.keys(record).find((one) => one === attribute || one.endsWith(`:${attribute}`));
  return key === undefined ? [] : plistTexts(own(record, key));
}

function accountOf(entry: PasswdEntry, record: Plist): Account {
  const authorities = valuesOf(record, 'AuthenticationAuthority');
  const isDisabled = authorities.some((authority) => authority.includes(';DisabledUser;'));
  const role = roleOf(entry);
  // The superuser has nothing to authenticate with until somebody enables it.
  const isAsleep = role === 'superuser' && authorities.length === 0;
  return {
    name: entry.name,
    id: String(entry.uid),
    role,
    state: isDisabled || isAsleep ? 'disabled' : hasShell(entry.shell) ? 'open' : 'no-shell',
    password: authorities.length === 0 ? 'locked' : 'required',
    hash: null,
    passwordChangedAt: changedAt(record),
    passwordMaxAgeDays: null,
    sshKeys: null,
    lastLoginAt: null,
    usedByService: null,
    hidden: /^(1|yes|true)$/i.test(valuesOf(record, 'IsHidden')[0] ?? ''),
  };
}

/** The guest is let in without a password as long as it is switched on; its record stays where it is. */
function guestAccount(account: Account, guest: LocalAccounts['guest']): Account {
  if (guest === 'enabled') return { ...account, state: 'open', password: 'empty' };
  return { ...account, state: guest === 'disabled' ? 'disabled' : null, password: null };
}

function roleOf({ uid, name }: PasswdEntry): Account['role'] {
  if (uid === 0) return 'superuser';
  if (uid === 201) return 'guest';
  return uid < 500 || name.startsWith('_') ? 'system' : 'person';
}

function isOfUse({ role, state, password }: Account): boolean {
  return role !== 'system' || (state !== 'no-shell' && password !== 'locked');
}

/** `accountPolicyData` is a property list of its own; seconds since 1970. */
function changedAt(record: Plist): string | null {
  const [policy] = valuesOf(record, 'accountPolicyData');
  if (policy === undefined || !policy.includes('<plist')) return null;
  try {
    const seconds = plistMember(parsePlist(policy), 'passwordLastSetTime');
    return typeof seconds === 'number' && seconds > 0 && seconds < 4e9
      ? new Date(seconds * 1000).toISOString()
      : null;
  } catch (error) {
    if (isProbeError(error, 'unparsable')) return null;
    throw error;
  }
}

async function readPrivileges(host: Host, unread: Unread[], entries: PasswdEntry[]): Promise<Privilege[]> {
  const admin = await readPart(unread, 'group admin', null, async () =>
    parsePlist(await dscl(host, ['.', '-read', '/Groups/admin', 'GroupMembership', 'NestedGroups'])),
  );
  const sudoers = await readPart(unread, '/etc/sudoers', null, () => readSudoers(host, ['/etc/sudoers']));
  const groups =
    admin === null ? [] : [{ name: 'admin', gid: 80, members: valuesOf(admin, 'GroupMembership') }];
  const found = privilegesOf({ entries, groups, sudoers, doas: [], adminGroups: ['admin'] }, unread);
  const nested = admin === null ? [] : valuesOf(admin, 'NestedGroups');
  return [
    ...found,
    ...nested.map((id): Privilege => ({
      name: null,
      id: id.slice(0, 128),
      type: 'group',
      origin: 'unknown',
      via: 'group',
      source: 'admin',
      withoutPassword: false,
    })),
  ].slice(0, 200);
}

async function readDirectories(host: Host): Promise<LocalAccounts['directories']> {
  const path = valuesOf(
    parsePlist(await dscl(host, ['/Search', '-read', '/', 'CSPSearchPath'])),
    'CSPSearchPath',
  );
  const found = new Set<LocalAccounts['directories'][number]>();
  for (const node of path) {
    if (node.startsWith('/Local/') || node.startsWith('/BSD/')) continue;
    if (node.startsWith('/Active Directory')) found.add('active-directory');
    else found.add(node.startsWith('/LDAPv3/') ? 'ldap' : 'open-directory');
  }
  return [...found].toSorted();
}

/** A profile that switches the guest off wins; then what was chosen. Nobody has chosen and no record: it is off. */
async function readGuest(host: Host, people: readonly Person[]): Promise<LocalAccounts['guest']> {
  if ((await extract(host, managedGuest, 'DisableGuestAccount')) === 'true') return 'disabled';
  if ((await extract(host, managedGuest, 'EnableGuestAccount')) === 'true') return 'enabled';
  const chosen = await extract(host, loginWindow, 'GuestEnabled');
  if (chosen !== null) return /^(true|1)$/.test(chosen) ? 'enabled' : 'disabled';
  return people.some(({ account }) => account.role === 'guest') ? null : 'disabled';
}

/** The password lies in /etc/kcpassword, only scrambled. */
async function readAutomaticLogon(host: Host): Promise<LocalAccounts['automaticLogons']> {
  const user = await extract(host, loginWindow, 'autoLoginUser');
  const kept = await host.stat('/etc/kcpassword').then(
    () => true,
    (error: unknown) => {
      if (isProbeError(error, 'not-found')) return false;
      throw error;
    },
  );
  if (user === null && !kept) return [];
  return [
    {
      by: 'loginwindow',
      on: user !== null,
      user: user?.slice(0, 128) ?? null,
      source: user === null ? '/etc/kcpassword' : loginWindow,
      passwordInClear: kept,
    },
  ];
}

/** Null where the file or the key is not there. */
async function extract(host: Host, file: string, key: string): Promise<string | null> {
  try {
    await host.stat(file);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
  const found = await host.run('plutil', ['-extract', key, 'raw', '-o', '-', file]);
  return found.exitCode === 0 ? found.stdout.trim() : null;
}
