import { ProbeError } from '@tenken/shared';
import type { FileStatus, Host } from '@tenken/shared';
import { readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { instantOfTrail, parseAuditControl } from './openbsm.ts';
import type { AuditControl } from './openbsm.ts';
import { unknownLog } from './schema.ts';
import type { AuditLog, Auditing, Log, LogAccess } from './schema.ts';

const controlFile = '/etc/security/audit_control';

/** The audit trail is deprecated since macOS 11 and off unless switched on since macOS 14; the unified log is always on. */
export async function readMacos(host: Host): Promise<AuditLog> {
  const unread: Unread[] = [];
  const text = await readPart(unread, controlFile, null, () => readTextOrNull(host, controlFile));
  const control = text === null ? null : parseAuditControl(text);
  const auditing = await readAuditing(host, unread, control);
  const logs = [
    control === null ? null : await readTrails(host, unread, control, auditing?.state === 'on'),
    await readUnifiedLog(host, unread),
    await readInstallLog(host, unread),
  ];
  return { unread, container: false, auditing, logs: logs.filter((log) => log !== null) };
}

/** Conditions as the kernel tells them; they are words of a header file and not translated. */
async function readAuditing(
  host: Host,
  unread: Unread[],
  control: AuditControl | null,
): Promise<Auditing | null> {
  return readPart(unread, 'audit -c', null, async () => {
    const { exitCode, stdout } = await host.run('audit', ['-c']);
    const condition = /\bAUC_(AUDITING|NOAUDIT|DISABLED|UNSET)\b/.exec(stdout)?.[1];
    if (condition === undefined) {
      throw new ProbeError(
        exitCode === 0 ? 'unparsable' : 'permission-denied',
        `audit -c exits with ${exitCode}`,
      );
    }
    const on = condition === 'AUDITING';
    return {
      facility: 'openbsm',
      state: on ? 'on' : 'off',
      // The daemon switches auditing on when it starts and off when it stops.
      daemon: on,
      ruleCount: null,
      events: on ? (control?.events ?? null) : [],
      lostRecords: null,
      commandLines: null,
      olderSettingsWin: null,
    };
  });
}

async function readTrails(
  host: Host,
  unread: Unread[],
  { folder, keepsDays, limitBytes }: AuditControl,
  written: boolean,
): Promise<Log | null> {
  return readPart(unread, folder, null, async () => {
    const names = (await host.list(folder)).filter((name) => instantOfTrail(name) !== null);
    const newest = names.at(-1);
    const newestFile = newest === undefined ? null : await host.stat(`${folder}/${newest}`);
    return {
      ...unknownLog,
      log: 'bsm',
      path: folder,
      written,
      kept: names.length > 0 ? 'disk' : 'nowhere',
      newestAt: newestFile?.modifiedAt ?? null,
      oldestAt: instantOfTrail(names[0] ?? ''),
      limitBytes,
      keepsDays,
      whenFull: keepsDays === null && limitBytes === null ? 'unlimited' : 'overwrite',
      timestamps: 'instant',
      access: modeAccess(await host.stat(folder), newestFile),
    };
  });
}

const unifiedFolder = '/var/db/diagnostics/Persist';

/** Numbered files of which the oldest are removed for room: nothing sets for how long they are kept. */
async function readUnifiedLog(host: Host, unread: Unread[]): Promise<Log | null> {
  return readPart(unread, unifiedFolder, null, async () => {
    const names = (await host.list(unifiedFolder)).filter((name) => name.endsWith('.tracev3'));
    const [first, last] = [names[0], names.at(-1)];
    const oldest = first === undefined ? null : await host.stat(`${unifiedFolder}/${first}`);
    const newest = last === undefined ? null : await host.stat(`${unifiedFolder}/${last}`);
    return {
      ...unknownLog,
      log: 'unified',
      path: unifiedFolder,
      written: true,
      kept: names.length > 0 ? 'disk' : 'nowhere',
      newestAt: newest?.modifiedAt ?? null,
      oldestAt: oldest?.modifiedAt ?? null,
      whenFull: 'overwrite',
      timestamps: 'instant',
      access: modeAccess(await host.stat(unifiedFolder), newest),
    };
  });
}

const installConfig = '/etc/asl/com.apple.install';
const installLog = '/var/log/install.log';

/** What was installed when; the file is meant to be read by everybody, so only who may write to it counts. */
async function readInstallLog(host: Host, unread: Unread[]): Promise<Log | null> {
  return readPart(unread, installLog, null, async () => {
    const status = await host.stat(installLog);
    const config = (await readTextOrNull(host, installConfig)) ?? '';
    const days = /^\*\s+file\s+\/var\/log\/install\.log\b.*\bttl=(\d{1,6})\b/m.exec(config)?.[1];
    return {
      ...unknownLog,
      log: 'install',
      path: installLog,
      newestAt: status.modifiedAt,
      usedBytes: status.sizeBytes,
      keepsDays: days === undefined ? null : Number(days),
      whenFull: 'overwrite',
      access: modeAccess(null, status).filter(({ may }) => may === 'write'),
    };
  });
}

/** A folder that others may not enter keeps them from all that is in it. */
function modeAccess(folder: FileStatus | null, file: FileStatus | null): LogAccess[] {
  const access: LogAccess[] = [];
  if (folder && (folder.mode & 0o002) !== 0) access.push({ who: 'others', may: 'write' });
  const isOpen = folder === null || (folder.mode & 0o001) !== 0;
  if (file && isOpen && (file.mode & 0o002) !== 0) access.push({ who: 'others', may: 'write' });
  if (file && isOpen && (file.mode & 0o004) !== 0) access.push({ who: 'others', may: 'read' });
  return access;
}
