import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { readLaunchd } from '../launchd.ts';
import { parsePlist, plistMember } from '../plist.ts';
import type { Plist } from '../plist.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { readMarkers } from './marker.ts';
import { unknownJob } from './schema.ts';
import type { Backup, BackupJob } from './schema.ts';

const markers = '/Library/Application Support/Tenken/agent/markers';
const preferences = '/Library/Preferences/com.apple.TimeMachine.plist';

const agents: readonly { product: BackupJob['product']; label: RegExp }[] = [
  { product: 'acronis', label: /^(?:acronis_mms|com\.acronis\.)/ },
  { product: 'veeam', label: /^com\.veeam\./ },
  { product: 'arcserve', label: /^com\.arcserve\./ },
];

export async function readMacos(host: Host): Promise<Backup> {
  const unread: Unread[] = [];
  const jobs = await readMarkers(host, unread, markers, '/');
  jobs.push(...((await readPart(unread, preferences, [], () => readTimeMachine(host))) ?? []));
  const services = await readPart(unread, 'launchctl list', null, () => readLaunchd(host));
  for (const { product, label } of agents) {
    const isRunning = [...(services ?? [])].some(([name, running]) => running && label.test(name));
    if (isRunning) jobs.push({ ...unknownJob, product });
  }
  return { unread, container: false, jobs: jobs.slice(0, 40), snapshots: null };
}

/** Without full disk access the file is there and closed, even to root. */
async function readTimeMachine(host: Host): Promise<BackupJob[]> {
  if (!(await exists(host, preferences))) return [];
  const { exitCode, stdout } = await host.run('plutil', ['-convert', 'xml1', '-o', '-', preferences]);
  if (exitCode !== 0) throw new ProbeError('permission-denied', `${preferences} is there and cannot be read`);
  return parseTimeMachine(stdout);
}

/** One job for each destination. Snapshots on the machine's own disk are not among them. */
export function parseTimeMachine(xml: string): BackupJob[] {
  const plist = parsePlist(xml);
  const destinations = member(plist, 'Destinations');
  const automatic = member(plist, 'AutoBackup');
  return (Array.isArray(destinations) ? destinations : []).slice(0, 10).map((destination) => {
    const result = member(destination, 'RESULT');
    const encryption = member(destination, 'LastKnownEncryptionState');
    return {
      ...unknownJob,
      product: 'time-machine',
      lastSuccessAt: newestOf(member(destination, 'SnapshotDates')),
      lastResult: typeof result === 'number' ? (result === 0 ? 'success' : 'failure') : null,
      destination: typeof member(destination, 'NetworkURL') === 'string' ? 'network' : 'removable',
      encrypted:
        encryption === 'Encrypted' || encryption === 'FileVault'
          ? true
          : encryption === 'NotEncrypted'
            ? false
            : null,
      scheduled: typeof automatic === 'boolean' ? automatic : null,
    };
  });
}

function member(value: Plist, name: string): Plist {
  return plistMember(value, name) ?? null;
}

function newestOf(list: Plist): string | null {
  const instants = (Array.isArray(list) ? list : []).flatMap((item) => {
    const ms = typeof item === 'string' ? Date.parse(item) : Number.NaN;
    return Number.isNaN(ms) ? [] : [ms];
  });
  return instants.length === 0 ? null : new Date(Math.max(...instants)).toISOString();
}
