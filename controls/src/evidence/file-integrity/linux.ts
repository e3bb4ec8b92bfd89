import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { exists } from '../exists.ts';
import { readRunning } from '../running.ts';
import type { IsRunning } from '../running.ts';
import { readSchedules } from '../schedules.ts';
import type { Schedules } from '../schedules.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { readAide } from './aide.ts';
import { modifiedAt, newestIn } from './files.ts';
import type { FileIntegrity, IntegrityTool } from './schema.ts';
import { readWazuh } from './wazuh.ts';

export async function readLinux(host: Host): Promise<FileIntegrity> {
  if (await isContainer(host)) return { unread: [], container: true, tools: [] };
  const unread: Unread[] = [];
  const isRunning = await readRunning(host);
  const nothing: Schedules = { timers: [], periodic: [], lines: [] };
  const schedules = (await readPart(unread, 'schedules', nothing, () => readSchedules(host))) ?? nothing;
  const wazuh = await isRunning({
    units: ['wazuh-agent', 'wazuh-manager'],
    programs: ['wazuh-syscheckd', 'ossec-syscheckd'],
  });
  const tools = [
    await readPart(unread, 'AIDE', null, () => readAide(host, schedules)),
    await readPart(unread, 'Tripwire', null, () => readTripwire(host, schedules)),
    await readPart(unread, 'Samhain', null, () => readSamhain(host, isRunning)),
    await readPart(unread, 'Wazuh', null, () => readWazuh(host, '/var/ossec', '/', wazuh)),
  ];
  return { unread, container: false, tools: tools.filter((tool) => tool !== null) };
}

/** Its configuration is signed and packed; database and reports lie where packages put them. */
async function readTripwire(
  host: Host,
  { timers, periodic, lines }: Schedules,
): Promise<IntegrityTool | null> {
  if (!(await exists(host, '/etc/tripwire/tw.cfg'))) return null;
  const isNamed = (name: string) => /tripwire/.test(name);
  return {
    product: 'tripwire',
    covers: 'files',
    enabled: null,
    started: timers.some(isNamed)
      ? 'timer'
      : periodic.some(isNamed) || lines.some(isNamed)
        ? 'cron'
        : 'nothing',
    baselineAt: await newestIn(host, '/var/lib/tripwire', '.twd', isTripwire('cFCODatabaseFile')),
    lastRunAt: await newestIn(host, '/var/lib/tripwire/report', '.twr', isTripwire('cFCOReport')),
    lastResult: null,
  };
}

/** What 2.4 writes begins with a number, a version, and the name of what follows. */
export function isTripwire(name: string): (head: string) => boolean {
  return (head) => head.startsWith('\x78\xf9\xbe\xb3') && head.slice(4, 64).includes(name);
}

/** Lines with an instant of their own, plain or as XML, or the head of a signed log. */
export function isSamhainLog(head: string): boolean {
  return /^[A-Z]+ *: +\[\d{4}-\d\d-\d\dT|<log sev="\w+" tstamp="\d{4}-|^-----BEGIN (?:LOGKEY|MESSAGE)-----/m.test(
    head,
  );
}

/** A service that compares at times of its own. */
async function readSamhain(host: Host, isRunning: IsRunning): Promise<IntegrityTool | null> {
  const isThere = (await exists(host, '/etc/samhain/samhainrc')) || (await exists(host, '/etc/samhainrc'));
  if (!isThere) return null;
  const running = await isRunning({ units: ['samhain'], programs: ['samhain'] });
  return {
    product: 'samhain',
    covers: 'files',
    enabled: null,
    started: running === null ? null : running ? 'service' : 'nothing',
    baselineAt:
      (await modifiedAt(host, '/var/lib/samhain/samhain_file')) ??
      (await modifiedAt(host, '/var/state/samhain/samhain_file')),
    lastRunAt: await modifiedAt(host, '/var/log/samhain/samhain.log', isSamhainLog),
    lastResult: null,
  };
}
