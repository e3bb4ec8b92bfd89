import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { IsRunning } from '../running.ts';
import { readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { eventsOfRules, parseAuditRules } from './audit-rules.ts';
import { accessToFile, fileSet, unbroken } from './linux-files.ts';
import { unknownLog } from './schema.ts';
import type { Auditing, Log } from './schema.ts';

/** What the kernel says; files of rules are intent, and their tool calls them unchanged with nothing loaded. */
export async function readLinuxAuditing(
  host: Host,
  unread: Unread[],
  isRunning: IsRunning,
): Promise<Auditing | null> {
  return readPart(unread, 'auditctl', null, async () => {
    const { state, pid, lost } = parseAuditStatus(await auditctl(host, '-s'));
    const rules = parseAuditRules(await auditctl(host, '-l'));
    return {
      facility: 'linux-audit',
      state,
      // The number of a process that ended is taken back with its socket; the service tells the same in another way.
      daemon: pid !== 0 && (await isRunning({ units: ['auditd'], programs: ['auditd'] })),
      ruleCount: rules.length,
      events: state === 'off' ? [] : eventsOfRules(rules),
      lostRecords: lost,
      commandLines: null,
      olderSettingsWin: null,
    };
  });
}

/** Exit status 4: not root. */
async function auditctl(host: Host, option: string): Promise<string> {
  const { exitCode, stdout } = await host.run('auditctl', [option], { timeoutMs: 5000 });
  if (exitCode === 0) return stdout;
  throw new ProbeError(
    exitCode === 4 ? 'permission-denied' : 'internal',
    `auditctl ${option} exits with ${exitCode}`,
  );
}

/** `enabled 1`, `pid 812`, `lost 0`, one a line; before audit 2.4 `enabled=1 pid=812 lost=0` in one. */
export function parseAuditStatus(output: string): {
  state: 'on' | 'locked' | 'off';
  pid: number;
  lost: number | null;
} {
  const number = (name: string) => {
    const found = new RegExp(`(?:^|\\s)${name}[ =](\\d{1,15})(?=\\s|$)`, 'm').exec(output)?.[1];
    return found === undefined ? null : Number(found);
  };
  const enabled = number('enabled');
  const pid = number('pid');
  const state = enabled === null ? undefined : (['off', 'on', 'locked'] as const)[enabled];
  if (state === undefined || pid === null) throw new ProbeError('unparsable', 'auditctl -s tells no state');
  return { state, pid, lost: number('lost') };
}

const configFile = '/etc/audit/auditd.conf';

/** The daemon's own log; null where it is not installed. */
export async function readAuditFiles(
  host: Host,
  unread: Unread[],
  written: boolean | null,
): Promise<Log | null> {
  const text = await readPart(unread, configFile, null, () => readTextOrNull(host, configFile));
  if (text === null) return null;
  const config = parseAuditConfig(text);
  const path = config.get('log_file') ?? '/var/log/audit/audit.log';
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  const log: Log = { ...unknownLog, log: 'audit', path, written, timestamps: 'instant', ...limits(config) };
  if (config.get('write_logs') === 'no') return { ...log, kept: 'nowhere' };
  await readPart(unread, folder, null, async () => {
    const files = await fileSet(host, folder, path.slice(folder.length + 1));
    const [oldest] = unbroken(files, ({ modifiedAt }) => modifiedAt);
    log.newestAt = files.at(-1)?.modifiedAt ?? null;
    log.usedBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (oldest) {
      const head = await host.readFile(oldest.path, { from: 0, maxBytes: 512 });
      log.oldestAt = firstAuditInstant(new TextDecoder().decode(head)) ?? oldest.modifiedAt;
      log.access = await accessToFile(host, files);
    } else log.kept = 'nowhere';
  });
  return log;
}

/** `name = value` lines; names and words do not depend on case. */
export function parseAuditConfig(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s*([a-z_]+)\s*=\s*(.*?)\s*$/i.exec(line) ?? [];
    if (name !== undefined && value) {
      const key = name.toLowerCase();
      settings.set(key, key === 'log_file' ? value : value.toLowerCase());
    }
  }
  return settings;
}

/**
 * Without settings auditd rotates at 8 MB among 5 files. `keep_logs` rotates and deletes nothing; `ignore` and
 * `syslog` let the one file grow.
 */
function limits(config: ReadonlyMap<string, string>): Pick<Log, 'limitBytes' | 'whenFull'> {
  const number = (name: string, otherwise: number) => {
    const value = config.get(name);
    return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : otherwise;
  };
  const files = number('num_logs', 5);
  switch (config.get('max_log_file_action') ?? 'rotate') {
    case 'rotate':
      // With fewer than two files there is nothing to rotate to.
      if (files < 2) return { limitBytes: null, whenFull: 'unlimited' };
      return { limitBytes: number('max_log_file', 8) * 1024 * 1024 * files, whenFull: 'overwrite' };
    case 'suspend':
      return { limitBytes: number('max_log_file', 8) * 1024 * 1024, whenFull: 'stop' };
    case 'keep_logs':
    case 'ignore':
    case 'syslog':
      return { limitBytes: null, whenFull: 'unlimited' };
    default:
      return { limitBytes: null, whenFull: null };
  }
}

/** The instant in `type=… msg=audit(1795246380.123:45): …`. */
export function firstAuditInstant(text: string): string | null {
  const seconds = /\bmsg=audit\((\d{9,11})\.(\d{3}):\d+\)/.exec(text);
  if (!seconds) return null;
  return new Date(Number(seconds[1]) * 1000 + Number(seconds[2])).toISOString();
}
