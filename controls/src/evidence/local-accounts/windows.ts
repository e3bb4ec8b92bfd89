import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host, RegistryKey } from '@tenken/shared';
import * as z from 'zod/mini';
import { powershell } from '../powershell.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { maxAccounts, maxPrivileges } from './schema.ts';
import type { Account, LocalAccounts, Privilege } from './schema.ts';
import { authorityOf, ridOf, sidOf } from './sid.ts';
import { localAccountsScript } from './windows-script.ts';

const Instant = z.nullable(z.string());
const Answer = z.object({
  domainRole: z.int(),
  partOfDomain: z.boolean(),
  lastLogonTold: z.boolean(),
  users: z.nullable(
    z.array(
      z.object({
        name: z.string(),
        sid: z.string(),
        disabled: z.boolean(),
        passwordRequired: z.boolean(),
        passwordExpires: z.boolean(),
        passwordLastSet: Instant,
        lastLogon: Instant,
        accountExpires: Instant,
        service: z.boolean(),
      }),
    ),
  ),
  administrators: z.array(
    z.object({ path: z.string(), sid: z.nullable(z.string()), class: z.nullable(z.string()) }),
  ),
  autoAdminLogon: z.nullable(z.string()),
  defaultUserName: z.nullable(z.string()),
  defaultPasswordPresent: z.boolean(),
});
type Answer = z.infer<typeof Answer>;

const policies = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';
const winlogon = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon';
const joinInfo = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\JoinInfo';

export async function readWindows(host: Host): Promise<LocalAccounts> {
  const unread: Unread[] = [];
  const [first] = await powershell(host, 'local-accounts', localAccountsScript, { timeoutMs: 45_000 });
  const parsed = Answer.safeParse(first);
  if (!parsed.success) {
    throw new ProbeError('unparsable', 'powershell local-accounts: not the expected members');
  }
  const answer = parsed.data;
  if (answer.users !== null && answer.users.length > maxAccounts) {
    unread.push({ what: `accounts beyond the first ${maxAccounts}`, code: 'output-limit' });
  }
  const accounts = answer.users?.slice(0, maxAccounts).map((user) => accountOf(user, host.now())) ?? null;
  const directories: LocalAccounts['directories'] = [];
  if (answer.partOfDomain || answer.domainRole >= 4) directories.push('active-directory');
  const joined = await readPart(unread, joinInfo, null, () => host.registry(joinInfo));
  if (joined && joined.subkeys.length > 0) directories.push('entra-id');
  return {
    unread,
    accounts,
    closedAccounts: accounts === null ? null : 0,
    directories,
    privileges: privilegesOf(answer, unread),
    elevation: await readPart(unread, policies, 'consent', async () =>
      elevationOf(await host.registry(policies)),
    ),
    automaticLogons: automaticLogons(answer),
    guest: guestOf(accounts),
    loginRecords: answer.lastLogonTold ? [{ source: 'SAM', since: null }] : [],
    managedPassword: await readLaps(host, unread),
  };
}

type User = NonNullable<Answer['users']>[number];

function accountOf(user: User, now: Date): Account {
  const expiresAt = instantOf(user.accountExpires);
  const rid = ridOf(user.sid);
  return {
    name: user.name.slice(0, 128),
    id: user.sid.slice(0, 128),
    role: rid === 500 ? 'built-in-administrator' : rid === 501 ? 'guest' : rid < 1000 ? 'system' : 'person',
    state: user.disabled
      ? 'disabled'
      : expiresAt !== null && Date.parse(expiresAt) <= now.getTime()
        ? 'expired'
        : 'open',
    password: user.passwordRequired ? 'required' : 'may-be-empty',
    hash: null,
    passwordChangedAt: instantOf(user.passwordLastSet),
    // The flag of the account; else the policy says how long a password lasts.
    passwordMaxAgeDays: user.passwordExpires ? null : 0,
    sshKeys: null,
    lastLoginAt: instantOf(user.lastLogon),
    usedByService: user.service,
    hidden: false,
  };
}

/** .NET tells seven digits of a second. */
function instantOf(told: string | null): string | null {
  const at = told === null ? Number.NaN : Date.parse(told);
  return Number.isNaN(at) || at < 0 ? null : new Date(at).toISOString();
}

function guestOf(accounts: Account[] | null): LocalAccounts['guest'] {
  const guest = accounts?.find(({ role }) => role === 'guest');
  if (!guest) return accounts === null ? null : 'none';
  return guest.state === 'open' ? 'enabled' : 'disabled';
}

const everybody = new Set(['S-1-1-0', 'S-1-5-11', 'S-1-5-4', 'S-1-5-32-545', 'S-1-5-32-546']);

function privilegesOf({ administrators, users }: Answer, unread: Unread[]): Privilege[] {
  const own = users?.map(({ sid }) => sid).find((sid) => sid.startsWith('S-1-5-21-'));
  const machine = own === undefined ? null : authorityOf(own);
  const found = administrators.map((member): Privilege => {
    const name = member.path.slice(member.path.lastIndexOf('/') + 1);
    // A member that was deleted shows its SID in place of its name.
    const sid = (member.sid === null ? null : sidOf(member.sid)) ?? (/^S-1-[\d-]+$/.test(name) ? name : null);
    return {
      name: name === '' || name === sid ? null : name.slice(0, 128),
      id: sid,
      type: typeOf(member.class, sid),
      origin: originOf(sid, name, machine),
      via: 'group',
      source: 'S-1-5-32-544',
      withoutPassword: false,
    };
  });
  if (found.length > maxPrivileges) {
    unread.push({ what: `administrators beyond the first ${maxPrivileges}`, code: 'output-limit' });
  }
  return found.slice(0, maxPrivileges);
}

function typeOf(name: string | null, sid: string | null): Privilege['type'] {
  if (sid !== null && (everybody.has(sid) || /^S-1-5-21-.*-513$/.test(sid))) return 'everybody';
  if (name === 'User') return 'user';
  return name === 'Group' ? 'group' : 'unknown';
}

function originOf(sid: string | null, name: string, machine: string | null): Privilege['origin'] {
  if (sid === null) return 'unknown';
  if (sid.startsWith('S-1-12-1-')) return 'entra';
  if (!sid.startsWith('S-1-5-21-')) return 'well-known';
  if (machine !== null && authorityOf(sid) === machine) return name === sid ? 'gone' : 'local';
  return name === sid ? 'gone' : 'domain';
}

/**
 * `DefaultPassword` holds the password readable for every user of the machine. Without it, and with
 * `AutoAdminLogon` 1, it lies in an LSA secret, which administrators can read.
 */
function automaticLogons(answer: Answer): LocalAccounts['automaticLogons'] {
  const on = /^\s*0*1\s*$/.test(answer.autoAdminLogon ?? '');
  if (!on && !answer.defaultPasswordPresent) return [];
  return [
    {
      by: 'winlogon',
      on,
      user: on ? (answer.defaultUserName?.slice(0, 128) ?? null) : null,
      source: winlogon,
      passwordInClear: answer.defaultPasswordPresent,
    },
  ];
}

/**
 * User Account Control; what is not set keeps the default of Windows, which asks for consent.
 *
 * @see https://learn.microsoft.com/windows/security/application-security/application-control/user-account-control/settings-and-configuration
 */
function elevationOf(key: RegistryKey): LocalAccounts['elevation'] {
  if (dword(key, 'EnableLUA') === 0) return 'off';
  switch (dword(key, 'ConsentPromptBehaviorAdmin')) {
    case 0:
      return 'no-question';
    case 1:
    case 3:
      return 'credentials';
    default:
      return 'consent';
  }
}

/** The first root that holds a setting counts alone; they are never merged. */
const lapsRoots = [
  'HKLM\\SOFTWARE\\Microsoft\\Policies\\LAPS',
  'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\LAPS',
  'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\LAPS\\Config',
];
const olderLaps = 'HKLM\\SOFTWARE\\Policies\\Microsoft Services\\AdmPwd';

async function readLaps(host: Host, unread: Unread[]): Promise<LocalAccounts['managedPassword']> {
  return readPart(unread, 'LAPS policy', null, async () => {
    for (const root of lapsRoots) {
      const key = await keyOrNull(host, root);
      if (key === null || Object.keys(key.values).length === 0) continue;
      const backup = dword(key, 'BackupDirectory');
      return backup === 1 ? 'entra-id' : backup === 2 ? 'active-directory' : 'not-managed';
    }
    const older = await keyOrNull(host, olderLaps);
    return dword(older, 'AdmPwdEnabled') === 1 ? 'active-directory' : 'not-managed';
  });
}

async function keyOrNull(host: Host, path: string): Promise<RegistryKey | null> {
  try {
    return await host.registry(path);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

function dword(key: RegistryKey | null, name: string): number | null {
  const entry = Object.entries(key?.values ?? {}).find(
    ([one]) => one.toLowerCase() === name.toLowerCase(),
  )?.[1];
  return entry?.type === 'REG_DWORD' ? entry.data : null;
}
