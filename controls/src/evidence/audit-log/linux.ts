import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { readRunning } from '../running.ts';
import type { Unread } from '../unread.ts';
import { readAuthFile } from './auth-file.ts';
import { readJournal } from './journal.ts';
import { readAuditFiles, readLinuxAuditing } from './linux-audit.ts';
import type { AuditLog, Log } from './schema.ts';

const syslogServices = {
  units: ['rsyslog', 'syslog-ng', 'syslogd', 'inetutils-syslogd', 'busybox-syslogd'],
  programs: ['rsyslogd', 'syslog-ng', 'syslogd'],
};

export async function readLinux(host: Host): Promise<AuditLog> {
  if (await isContainer(host)) return { unread: [], container: true, auditing: null, logs: [] };
  const unread: Unread[] = [];
  const isRunning = await readRunning(host);
  const auditing = await readLinuxAuditing(host, unread, isRunning);
  const journald = await isRunning({ units: ['systemd-journald'], programs: ['systemd-journald'] });
  const logs: (Log | null)[] = [
    await readAuditFiles(host, unread, await isRunning({ units: ['auditd'], programs: ['auditd'] })),
    await readJournal(host, unread, journald),
    await readAuthFile(host, unread, await isRunning(syslogServices)),
  ];
  return { unread, container: false, auditing, logs: logs.filter((log) => log !== null) };
}
