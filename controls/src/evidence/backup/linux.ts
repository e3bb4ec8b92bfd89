import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { readRunning } from '../running.ts';
import type { IsRunning, ServiceNames } from '../running.ts';
import { readSchedules } from '../schedules.ts';
import type { Schedules } from '../schedules.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { readMarkers } from './marker.ts';
import { unknownJob } from './schema.ts';
import type { Backup, BackupJob } from './schema.ts';
import { cronJobs, readSystemdJobs } from './systemd-jobs.ts';
import { readDuplicity, readRsnapshot } from './tool-traces.ts';

const markers = '/var/lib/tenken-agent/markers';

/** Programs whose servers know when a backup succeeded, and this machine does not. */
const agents: readonly { product: BackupJob['product']; names: ServiceNames }[] = [
  { product: 'veeam', names: { units: ['veeamservice', 'veeamdeployment'], programs: ['veeamservice'] } },
  { product: 'acronis', names: { units: ['acronis_mms', 'aakore'], programs: ['acronis_mms'] } },
  { product: 'bacula', names: { units: ['bacula-fd'], programs: ['bacula-fd'] } },
  { product: 'bareos', names: { units: ['bareos-fd', 'bareos-filedaemon'], programs: ['bareos-fd'] } },
  { product: 'urbackup', names: { units: ['urbackupclientbackend'], programs: ['urbackupclientbackend'] } },
  { product: 'netbackup', names: { units: ['netbackup'], programs: ['bpcd'] } },
];

export async function readLinux(host: Host): Promise<Backup> {
  if (await isContainer(host)) return { unread: [], container: true, jobs: [], snapshots: null };
  const unread: Unread[] = [];
  const isRunning = await readRunning(host);
  const nothing: Schedules = { timers: [], periodic: [], lines: [] };
  const schedules = (await readPart(unread, 'schedules', nothing, () => readSchedules(host))) ?? nothing;
  const rsnapshot = await readPart(unread, 'rsnapshot', null, () => readRsnapshot(host));
  const traces = [
    ...(rsnapshot === null ? [] : [rsnapshot]),
    ...((await readPart(unread, 'duplicity', [], () => readDuplicity(host))) ?? []),
  ];
  const started = [...(await readSystemdJobs(host, unread, schedules.timers)), ...cronJobs(schedules)];
  const jobs: BackupJob[] = [
    ...(await readMarkers(host, unread, markers, '/')),
    ...traces.map((job) => ({ ...job, scheduled: started.some(({ product }) => product === job.product) })),
    // What left a trace of its own says more than that something starts it.
    ...started.filter(
      (job) => job.lastSuccessAt !== null || !traces.some(({ product }) => product === job.product),
    ),
    ...(await runningAgents(isRunning)),
  ];
  return { unread, container: false, jobs: jobs.slice(0, 40), snapshots: null };
}

async function runningAgents(isRunning: IsRunning): Promise<BackupJob[]> {
  const jobs: BackupJob[] = [];
  for (const { product, names } of agents) {
    if ((await isRunning(names)) !== false) jobs.push({ ...unknownJob, product });
  }
  return jobs;
}
