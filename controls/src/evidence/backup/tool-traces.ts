import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { listOrEmpty, readTextOrNull } from '../text-file.ts';
import { unknownJob } from './schema.ts';
import type { BackupJob } from './schema.ts';

/** rsnapshot gives the newest copy the time of the backup: `snapshot_root/NAME.0` of the shortest interval. */
export async function readRsnapshot(host: Host): Promise<BackupJob | null> {
  const config = await readTextOrNull(host, '/etc/rsnapshot.conf');
  if (config === null) return null;
  const { root, interval } = parseRsnapshot(config);
  if (root === null || interval === null) return null;
  let lastSuccessAt: string | null = null;
  try {
    lastSuccessAt = (await host.stat(`${root}/${interval}.0`)).modifiedAt;
  } catch (error) {
    if (!isProbeError(error, 'not-found')) throw error;
  }
  return { ...unknownJob, product: 'rsnapshot', lastSuccessAt, encrypted: false };
}

/** Fields are separated by tabs; the first `retain` (or `interval`) is the shortest. */
export function parseRsnapshot(config: string): { root: string | null; interval: string | null } {
  const root = /^snapshot_root\t+(\/\S*?)\/?\s*$/m.exec(config)?.[1];
  const interval = /^(?:retain|interval)\t+(\w+)\t/m.exec(config)?.[1];
  return { root: root ?? null, interval: interval ?? null };
}

const cache = '/root/.cache/duplicity';

/** Signatures of finished backups in duplicity's own archive: `….20261120T183000Z.sigtar.gz`. */
export async function readDuplicity(host: Host): Promise<BackupJob[]> {
  const jobs: BackupJob[] = [];
  for (const name of (await listOrEmpty(host, cache)).slice(0, 10)) {
    const instants = (await listOrEmpty(host, `${cache}/${name}`))
      .map(instantOfSignature)
      .filter((instant) => instant !== null);
    const lastSuccessAt = instants.toSorted().at(-1) ?? null;
    if (lastSuccessAt !== null) {
      jobs.push({ ...unknownJob, product: 'duplicity', lastSuccessAt, lastResult: null });
    }
  }
  return jobs;
}

/** The end of the name is the beginning of the newest backup in it; names with `.part` are not finished. */
export function instantOfSignature(name: string): string | null {
  const parts =
    /^duplicity-(?:full|new)-signatures\.(?:\d{8}T\d{6}Z\.to\.)?(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.sigtar(?:\.gz)?$/.exec(
      name,
    );
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
