import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/**
 * `passwords`: what passwords are checked against. `accounts`: who there is. `system-folder`: programs and
 * settings of the system. `system-file`: a setting that every program or sign-in trusts. `user-schedule`: the crontab of
 * one user, who may own it, and the folder of these. `server-key`: named in the configuration of a web, mail or database server.
 */
export const filePurposes = [
  'passwords',
  'accounts',
  'sudo-rules',
  'schedule',
  'ssh-settings',
  'system-folder',
  'system-file',
  'user-schedule',
  'ssh-host-key',
  'ssh-user-key',
  'server-key',
] as const;
export type FilePurpose = (typeof filePurposes)[number];

/** `S-1-5-32-545`, or two letters where the number depends on the domain. */
const Identifiers = z.array(z.string().check(z.maxLength(190))).check(z.maxLength(30));

export const ProtectedFile = z.strictObject({
  path: z.string().check(z.maxLength(300)),
  purpose: z.enum(filePurposes),
  /** Null on Windows. Access lists beside the bits are not read: where there is one the group's bits are its mask. */
  unix: z.nullable(z.strictObject({ uid: z.int(), gid: z.int(), mode: z.int() })),
  /** Null on Linux and macOS. Denials are passed over. */
  windows: z.nullable(
    z.strictObject({
      owner: z.nullable(z.string().check(z.maxLength(190))),
      readers: Identifiers,
      writers: Identifiers,
    }),
  ),
});
export type ProtectedFile = z.infer<typeof ProtectedFile>;

/** A folder whose entries were looked at one by one. */
const LookedAt = z.strictObject({
  path: z.string().check(z.maxLength(300)),
  /** How many entries; of these only such are listed as the superuser does not own or others may write. */
  entries: z.int().check(z.minimum(0)),
  /** There are more, which were not looked at. */
  truncated: z.boolean(),
});

/** Who may read and write a fixed set of files, and private keys that configurations name. */
export const FileProtection = z.strictObject({
  unread: unreadList,
  files: z.array(ProtectedFile).check(z.maxLength(200)),
  /** Linux and macOS; folders that are not there are left out. Missing from agents that did not look yet. */
  lookedAt: z.optional(z.array(LookedAt).check(z.maxLength(100))),
  /** There are more than are listed. */
  truncated: z.boolean(),
  /** Configurations that were searched for the names of private keys. */
  searched: z.array(z.string().check(z.maxLength(300))).check(z.maxLength(20)),
});
export type FileProtection = z.infer<typeof FileProtection>;
