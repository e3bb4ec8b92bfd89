import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Instant = z.nullable(z.iso.datetime());

export const backupProducts = [
  'marker',
  'restic',
  'borg',
  'duplicity',
  'rsnapshot',
  'windows-server-backup',
  'time-machine',
  'veeam',
  'acronis',
  'arcserve',
  'netbackup',
  'backup-exec',
  'bacula',
  'bareos',
  'urbackup',
  'azure-backup',
] as const;

export const BackupJob = z.strictObject({
  /** `marker`: the job itself left a note for us, whatever program it uses. */
  product: z.enum(backupProducts),
  /** Of the note, or of the service of systemd; null = there is one only. */
  name: z.nullable(z.string().check(z.maxLength(100))),
  /** End of the newest backup that succeeded; null = never, or it is not told to anybody on this machine. */
  lastSuccessAt: Instant,
  lastResult: z.nullable(z.enum(['success', 'failure'])),
  /** Where it goes to; null = not told. */
  destination: z.nullable(z.enum(['network', 'removable', 'local-disk', 'tape', 'cloud'])),
  encrypted: z.nullable(z.boolean()),
  /** What was written can be changed or removed by nobody on this machine: offline or immutable. Null = not told. */
  isolated: z.nullable(z.boolean()),
  /** It is started by itself; null = not told. */
  scheduled: z.nullable(z.boolean()),
  lastRestoreTestAt: Instant,
  /** Others than administrators may write what this was read from. */
  forgeable: z.boolean(),
});
export type BackupJob = z.infer<typeof BackupJob>;

/** Which backups are made of this machine, as far as it knows itself. */
export const Backup = z.strictObject({
  unread: unreadList,
  /** A container: what is worth keeping lies with its host. */
  container: z.boolean(),
  /** [] = we looked and there are none that this machine knows of. */
  jobs: z.array(BackupJob).check(z.maxLength(40)),
  /** Earlier states on the same disk, which are no backup; null = not told. */
  snapshots: z.nullable(z.int()),
});
export type Backup = z.infer<typeof Backup>;

/** A job of which nothing is known but that its program is there. */
export const unknownJob: Omit<BackupJob, 'product'> = {
  name: null,
  lastSuccessAt: null,
  lastResult: null,
  destination: null,
  encrypted: null,
  isolated: null,
  scheduled: null,
  lastRestoreTestAt: null,
  forgeable: false,
};
