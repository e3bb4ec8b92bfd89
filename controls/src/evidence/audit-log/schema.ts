import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/** What the auditing of the system records; one word for the same thing on every system. */
export const auditEvents = [
  'logon',
  'logoff',
  'account-lockout',
  'special-logon',
  'other-logon',
  'credential-validation',
  'account-management',
  'group-management',
  'identity-files',
  'privilege-use',
  'privileged-commands',
  'privilege-configuration',
  'process-creation',
  'audit-policy-change',
  'authentication-policy-change',
  'authorization-policy-change',
  'authorization',
  'administrative',
  'system-state',
  'system-integrity',
  'system-extension',
  'time-change',
  'kernel-modules',
  'file-access',
  'file-share',
  'failed-access',
  'permission-change',
  'file-deletion',
  'removable-storage',
] as const;
export const AuditEvent = z.enum(auditEvents);
export type AuditEvent = z.infer<typeof AuditEvent>;

export const RecordedEvent = z.strictObject({
  event: AuditEvent,
  success: z.boolean(),
  failure: z.boolean(),
});
export type RecordedEvent = z.infer<typeof RecordedEvent>;

export const Auditing = z.strictObject({
  facility: z.enum(['linux-audit', 'windows-audit-policy', 'openbsm']),
  /** `locked`: cannot be changed before the next restart (Linux). Null = it did not say. */
  state: z.nullable(z.enum(['on', 'locked', 'off'])),
  /** Somebody takes the records and writes them down; null = not told. */
  daemon: z.nullable(z.boolean()),
  /** Rules loaded in the kernel (Linux); null where there is no such thing. */
  ruleCount: z.nullable(z.int()),
  /** What is recorded now; null = could not be read. Events that are not named are not recorded. */
  events: z.nullable(z.array(RecordedEvent).check(z.maxLength(auditEvents.length))),
  /** Records lost since the start of the machine (Linux); null = not told. */
  lostRecords: z.nullable(z.int()),
  /** The command line is part of a recorded process start (Windows); null = not told, or no such thing. */
  commandLines: z.nullable(z.boolean()),
  /** Older, coarser settings may replace these (Windows, `SCENoApplyLegacyAuditPolicy` 0); null as above. */
  olderSettingsWin: z.nullable(z.boolean()),
});
export type Auditing = z.infer<typeof Auditing>;

const Instant = z.nullable(z.iso.datetime());

/** Somebody beyond the administrators and the logging services, and what the permissions let them do. */
export const LogAccess = z.strictObject({
  /** `others`, `user 1000`, `group 1000`, or a security identifier. */
  who: z.string().check(z.maxLength(184)),
  may: z.enum(['read', 'write']),
});
export type LogAccess = z.infer<typeof LogAccess>;

export const Log = z.strictObject({
  /**
   * `audit`: of the audit daemon. `journal`: of systemd. `auth`: text file that receives logins. `security`,
   * `system`, `application`: event logs of Windows. `bsm`: audit trail, `unified`: unified log, `install`: of
   * installations (macOS).
   */
  log: z.enum(['audit', 'journal', 'auth', 'security', 'system', 'application', 'bsm', 'unified', 'install']),
  path: z.string().check(z.maxLength(300)),
  /** Its service writes it now; null = not told. */
  written: z.nullable(z.boolean()),
  /** `memory`: lost at the next start. */
  kept: z.enum(['disk', 'memory', 'nowhere']),
  newestAt: Instant,
  /** The oldest record, or a later instant up to which all of what is older has been kept; null = not told. */
  oldestAt: Instant,
  usedBytes: z.nullable(z.number()),
  /** All files of it together; null = none is set, or it depends on the size of the disk. */
  limitBytes: z.nullable(z.number()),
  /** Days after which records are thrown away by settings; null = time does not decide. */
  keepsDays: z.nullable(z.number()),
  /** `halt`: the machine is stopped. `unlimited`: it grows for ever. Null = not told. */
  whenFull: z.nullable(z.enum(['overwrite', 'archive', 'stop', 'halt', 'unlimited'])),
  /** When it was last emptied by somebody, where its first record says so; null = it does not. */
  clearedAt: Instant,
  /** How a record carries its time; `no-year`: month, day and time alone. Null = not looked at. */
  timestamps: z.nullable(z.enum(['instant', 'no-year', 'none'])),
  /** Later changes can be found with a key kept elsewhere (Forward Secure Sealing); null = no such thing. */
  sealed: z.nullable(z.boolean()),
  access: z.array(LogAccess).check(z.maxLength(20)),
});
export type Log = z.infer<typeof Log>;

/** Which logs this machine keeps of what happens on it, and what it records into them. */
export const AuditLog = z.strictObject({
  unread: unreadList,
  /** A container: its host keeps the logs. */
  container: z.boolean(),
  /** Null = the system has no facility for auditing, or it is not installed. */
  auditing: z.nullable(Auditing),
  logs: z.array(Log).check(z.maxLength(12)),
});
export type AuditLog = z.infer<typeof AuditLog>;

/** A log of which nothing is known yet. */
export const unknownLog: Omit<Log, 'log' | 'path'> = {
  written: null,
  kept: 'disk',
  newestAt: null,
  oldestAt: null,
  usedBytes: null,
  limitBytes: null,
  keepsDays: null,
  whenFull: null,
  clearedAt: null,
  timestamps: null,
  sealed: null,
  access: [],
};
