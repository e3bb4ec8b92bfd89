import { own, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { powershell } from '../powershell.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { readMarkers } from './marker.ts';
import { unknownJob } from './schema.ts';
import type { Backup, BackupJob } from './schema.ts';

const markers = 'C:\\ProgramData\\Tenken\\agent\\markers';

/** Services of programs whose consoles know when a backup succeeded. Names of services are not translated. */
const agents: Record<string, BackupJob['product']> = {
  veeamendpointbackupsvc: 'veeam',
  veeamagentbackupsvc: 'veeam',
  mms: 'acronis',
  acronisagent: 'acronis',
  casad2dwebsvc: 'arcserve',
  backupexecagentaccelerator: 'backup-exec',
  bpinetd: 'netbackup',
  'bareos-fd': 'bareos',
  'bacula-fd': 'bacula',
  urbackupclientbackend: 'urbackup',
  obengine: 'azure-backup',
};

/**
 * Event 4 of the log of Windows Server Backup is a success, in every language; it is there too where the cmdlets
 * are not. Shadow copies lie on the same disk and are counted to be told apart.
 */
const summary = `$result = @{ module = $false; lastSuccess = $null; resultCode = $null; target = $null; event4 = $null; shadows = $null; next = $null }
if (Get-Command -Name Get-WBSummary -ErrorAction SilentlyContinue) {
$result.module = $true
$wb = Get-WBSummary
if ($wb.LastSuccessfulBackupTime -and $wb.LastSuccessfulBackupTime.Year -gt 2000) { $result.lastSuccess = $wb.LastSuccessfulBackupTime.ToUniversalTime().ToString('o') }
if ($wb.NextBackupTime -and $wb.NextBackupTime.Year -gt 2000) { $result.next = $wb.NextBackupTime.ToUniversalTime().ToString('o') }
if ($wb.LastBackupTime -and $wb.LastBackupTime.Year -gt 2000) { $result.resultCode = [string]$wb.LastBackupResultHR }
$result.target = [string]$wb.LastBackupTarget
}
try {
$result.event4 = (Get-WinEvent -FilterHashtable @{ LogName = 'Microsoft-Windows-Backup'; Id = 4 } -MaxEvents 1).TimeCreated.ToUniversalTime().ToString('o')
} catch {
if ([string]$_.FullyQualifiedErrorId -notlike 'NoMatching*') { throw }
}
try { $result.shadows = [int]@(Get-CimInstance -ClassName Win32_ShadowCopy -Property ID).Count } catch {}
[pscustomobject]$result`;

const Instant = z.nullable(z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/)));
const Summary = z.object({
  module: z.boolean(),
  lastSuccess: Instant,
  resultCode: z.nullable(z.string()),
  target: z.nullable(z.string()),
  event4: Instant,
  next: Instant,
  shadows: z.nullable(z.int()),
});

export async function readWindows(host: Host): Promise<Backup> {
  const unread: Unread[] = [];
  const jobs = await readMarkers(host, unread, markers, '\\');
  const told = await readPart(unread, 'Windows Server Backup', null, async () =>
    parseSummary(await powershell(host, 'backup-summary', summary)),
  );
  if (told?.job) jobs.push(told.job);
  jobs.push(...((await readPart(unread, 'services', [], () => readAgents(host))) ?? []));
  return { unread, container: false, jobs: jobs.slice(0, 40), snapshots: told?.snapshots ?? null };
}

/** @throws {ProbeError} `unparsable` */
export function parseSummary(answer: readonly unknown[]): {
  job: BackupJob | null;
  snapshots: number | null;
} {
  const parsed = Summary.safeParse(answer[0]);
  if (answer.length !== 1 || !parsed.success) {
    throw new ProbeError('unparsable', 'backup-summary: unexpected shape');
  }
  const { lastSuccess, event4, resultCode, target, next, shadows } = parsed.data;
  const instants = [lastSuccess, event4].flatMap((instant) =>
    instant === null ? [] : [Date.parse(instant)],
  );
  const newest = instants.length > 0 ? Math.max(...instants) : null;
  // The feature is installed and nothing was ever backed up or planned: there is no job.
  if (newest === null && resultCode === null && next === null) return { job: null, snapshots: shadows };
  return {
    job: {
      ...unknownJob,
      product: 'windows-server-backup',
      lastSuccessAt: newest === null || Number.isNaN(newest) ? null : new Date(newest).toISOString(),
      lastResult: resultCode === null ? null : resultCode === '0' ? 'success' : 'failure',
      // A disk has a name of its own here, which does not tell whether it is in the machine or beside it.
      destination: target?.startsWith('\\\\') ? 'network' : null,
      scheduled: parsed.data.module ? next !== null : null,
    },
    snapshots: shadows,
  };
}

async function readAgents(host: Host): Promise<BackupJob[]> {
  const services = await host.cim({
    namespace: 'root\\cimv2',
    className: 'Win32_Service',
    properties: ['Name', 'State'],
  });
  const found = new Set<BackupJob['product']>();
  for (const { Name, State } of services) {
    const product = own(agents, String(Name).toLowerCase());
    if (product !== undefined && State === 'Running') found.add(product);
  }
  return [...found].toSorted().map((product) => ({ ...unknownJob, product }));
}
