import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Name = z.string().check(z.maxLength(128));
const Source = z.string().check(z.maxLength(300));

/** Schemes of `crypt`, by what stands in front of the hash; the hash itself is never kept. */
export const hashSchemes = [
  'yescrypt',
  'gost-yescrypt',
  'scrypt',
  'bcrypt',
  'sha512',
  'sha256',
  'sha1',
  'sun-md5',
  'md5',
  'nt',
  'des',
  'other',
] as const;

/** One account of this machine's own. Accounts of a directory cannot be listed from a member of it. */
const Account = z.strictObject({
  name: Name,
  /** User number; on Windows the SID. */
  id: z.string().check(z.maxLength(128)),
  /**
   * `superuser`: user number 0. `built-in-administrator`: RID 500. `guest`: RID 501, on macOS user 201.
   * `system`: made for a service, by its number.
   */
  role: z.enum(['superuser', 'built-in-administrator', 'guest', 'system', 'person']),
  /**
   * `open`: nothing keeps it from signing in but its authentication. `no-shell`: its shell lets nobody in.
   * `disabled`: switched off. `expired`: its last day is over. null = not told.
   */
  state: z.nullable(z.enum(['open', 'no-shell', 'disabled', 'expired'])),
  /**
   * `set`: a password is stored. `empty`: none is asked for. `may-be-empty`: the account is exempt from having one.
   * `required`: it is subject to the policy; whether one is set is not told. `locked`: none can match.
   * null = not told.
   */
  password: z.nullable(z.enum(['set', 'empty', 'may-be-empty', 'required', 'locked'])),
  /** How the stored password is hashed; null = nothing is stored or not told. */
  hash: z.nullable(z.enum(hashSchemes)),
  /** Day or instant of the last change; null = never or not told. */
  passwordChangedAt: z.nullable(z.string().check(z.maxLength(30))),
  /** Days after which the password must be changed; 0 = never; null = not told. */
  passwordMaxAgeDays: z.nullable(z.int().check(z.minimum(0), z.maximum(100_000))),
  /** Login keys that sshd takes lie in its home folder; null = not looked for, or kept elsewhere. */
  sshKeys: z.nullable(z.boolean()),
  /** Latest sign-in that any record shows; null = none shows one. */
  lastLoginAt: z.nullable(z.iso.datetime()),
  /** A service runs under this account (Windows); null = not looked for. */
  usedByService: z.nullable(z.boolean()),
  /** Not shown at the login window (macOS). */
  hidden: z.boolean(),
});
export type Account = z.infer<typeof Account>;

/** Somebody who may act as administrator, and what gives the right. */
const Privilege = z.strictObject({
  /** Account or group; null where only its SID is known. */
  name: z.nullable(Name),
  /** User number or SID; null where only the name is known. */
  id: z.nullable(z.string().check(z.maxLength(128))),
  type: z.enum(['user', 'group', 'everybody', 'unknown']),
  /** `gone`: the account was deleted and its entry stayed. */
  origin: z.enum(['local', 'domain', 'entra', 'well-known', 'gone', 'unknown']),
  /**
   * `uid-0`: is the superuser. `group`: member of a group of administrators. `rule`: sudo or doas, all commands.
   * `limited-rule`: sudo or doas, some commands. `root-equivalent-group`: e.g. docker, whose members can become root.
   */
  via: z.enum(['uid-0', 'group', 'rule', 'limited-rule', 'root-equivalent-group']),
  /** Group or file, e.g. `sudo`, `S-1-5-32-544`, `/etc/sudoers.d/90-cloud-init-users`. */
  source: Source,
  /** sudo or doas asks for no password. */
  withoutPassword: z.boolean(),
});
export type Privilege = z.infer<typeof Privilege>;

const AutomaticLogon = z.strictObject({
  by: z.enum([
    'winlogon',
    'gdm',
    'sddm',
    'plasmalogin',
    'lightdm',
    'greetd',
    'lxdm',
    'ly',
    'slim',
    'nodm',
    'getty',
    'loginwindow',
  ]),
  /** False: it is off, but a password for it still lies in clear text. */
  on: z.boolean(),
  /** Null = not told. */
  user: z.nullable(Name),
  source: Source,
  /** The password lies readable in the configuration. It is never kept. */
  passwordInClear: z.boolean(),
});

/** A PAM service, and whether its `auth` stack lets anybody through who gives no secret of their own. */
const PamService = z.strictObject({
  service: z.string().check(z.maxLength(64)),
  /** `login`: signs somebody in. `elevation`: makes somebody who is signed in another user, usually root. */
  use: z.enum(['login', 'elevation']),
  /**
   * True: somebody gets through without a password, card, key, device or finger: everybody, or whoever meets a
   * condition. The superuser, whom nobody asks, does not count. null = modules decide that are not known.
   */
  withoutSecret: z.nullable(z.boolean()),
  /** Modules that say yes, or that are not known. */
  by: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(5)),
});
export type PamService = z.infer<typeof PamService>;

/** Who can sign in to this machine with accounts of its own, and who is administrator. */
export const LocalAccounts = z.strictObject({
  unread: unreadList,
  /**
   * Accounts that may be of use to somebody: accounts without a shell and without a password are only counted.
   * null = the machine keeps none of its own (a domain controller).
   */
  accounts: z.nullable(z.array(Account).check(z.maxLength(150))),
  /** Accounts of services that can neither run a shell nor have a password; null = not told. */
  closedAccounts: z.nullable(z.int().check(z.minimum(0))),
  /** Where further accounts come from, which only that place can list; [] = nowhere. */
  directories: z
    .array(
      z.enum([
        'active-directory',
        'entra-id',
        'sssd',
        'winbind',
        'ldap',
        'nis',
        'systemd-homed',
        'open-directory',
        'other',
      ]),
    )
    .check(z.maxLength(10)),
  privileges: z.array(Privilege).check(z.maxLength(200)),
  /**
   * How somebody with the right becomes administrator. Linux and macOS: the password that sudo asks for.
   * Windows: what User Account Control asks. null = not told or no such program.
   */
  elevation: z.nullable(
    z.enum(['own-password', 'target-password', 'credentials', 'consent', 'no-question', 'off']),
  ),
  /** Linux; [] = there are no such services. Missing on other systems and from agents that did not look yet. */
  pamServices: z.optional(z.array(PamService).check(z.maxLength(20))),
  automaticLogons: z.array(AutomaticLogon).check(z.maxLength(20)),
  /**
   * Programs of graphical sign-in that the system starts (Linux). `not-known`: where it keeps its settings is not known
   * here, so whether it signs somebody in by itself was not looked at. null = could not be read. Earlier agents do not
   * tell: they knew gdm, sddm and lightdm only, and did not see which one is started.
   */
  displayManagers: z.optional(
    z.nullable(
      z.array(z.strictObject({ name: Name, settings: z.enum(['read', 'not-known']) })).check(z.maxLength(5)),
    ),
  ),
  /** The guest account; `none`: this system has no such account. null = not told. */
  guest: z.nullable(z.enum(['enabled', 'disabled', 'none'])),
  /** What shows sign-ins, and since when it goes back; since null = as long as the account exists. [] = nothing. */
  loginRecords: z
    .array(z.strictObject({ source: Source, since: z.nullable(z.iso.datetime()) }))
    .check(z.maxLength(10)),
  /** Who changes the password of the local administrator by itself (Windows LAPS); null = not Windows or not told. */
  managedPassword: z.nullable(z.enum(['entra-id', 'active-directory', 'not-managed'])),
});
export type LocalAccounts = z.infer<typeof LocalAccounts>;

/** Accounts beyond this many are noted as unread. */
export const maxAccounts = 150;
export const maxPrivileges = 200;
