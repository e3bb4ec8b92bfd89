import { utf8 } from './product-reader.ts';
import type { ProductReader } from './product-reader.ts';
import { plausibleInstant, unknownScanning } from './schema.ts';
import type { Scanning } from './schema.ts';

const jobFolders = ['/etc/cron.d', '/etc/cron.daily', '/etc/cron.weekly', '/etc/cron.monthly'];
const jobFiles = ['/etc/crontab', '/var/spool/cron/crontabs/root', '/var/spool/cron/root'];
const unitFolder = '/etc/systemd/system';
/** Where desktops mount what is plugged in. */
const mediaFolders = ['/media', '/run/media', '/mnt'];
const maxJobs = 100;

/**
 * ClamAV schedules nothing by itself: somebody writes a job that starts clamscan or clamdscan. Whether what is plugged
 * in later is watched cannot be told from the paths alone, so only its absence is.
 */
export async function readScanning(
  reader: ProductReader,
  daemon: ReadonlyMap<string, string[]> | null,
): Promise<Scanning> {
  const { jobs, isComplete } = await readJobs(reader);
  const commands = jobs.flatMap(scanCommands);
  const log = commands.map(logOf).find((path) => path !== null) ?? null;
  return {
    ...unknownScanning,
    scheduled: commands.length > 0 ? 'configured' : isComplete ? 'never' : null,
    lastAt: log === null ? null : await lastWritten(reader, log),
    removableOnUse: reader.product.realTime === true ? watchesMedia(daemon) : reader.product.realTime,
  };
}

async function readJobs(reader: ProductReader): Promise<{ jobs: string[]; isComplete: boolean }> {
  const paths = [...jobFiles];
  let isComplete = true;
  const names = async (folder: string) => {
    const found = await reader.aside((host) => host.list(folder));
    if (found === 'unread') isComplete = false;
    return typeof found === 'string' ? [] : found;
  };
  for (const folder of jobFolders) paths.push(...(await names(folder)).map((name) => `${folder}/${name}`));
  const units = (await names(unitFolder)).filter((name) => /clam.*scan.*\.service$/i.test(name));
  paths.push(...units.map((name) => `${unitFolder}/${name}`));
  if (paths.length > maxJobs) isComplete = false;
  const jobs: string[] = [];
  for (const path of paths.slice(0, maxJobs)) {
    const bytes = await reader.aside((host) => host.readFile(path, { maxBytes: 64 * 1024 }));
    if (bytes === 'unread') isComplete = false;
    else if (bytes !== 'absent') jobs.push(utf8(bytes));
  }
  return { jobs, isComplete };
}

/** Lines that start a scan, without comments. `clamdscan --ping` and the like scan nothing. */
export function scanCommands(job: string): string[] {
  return job
    .split('\n')
    .filter((line) => /^[^#]*\bclamd?scan\b/.test(line) && !/--(?:ping|version|reload)\b/.test(line))
    .map((line) => line.slice(0, 1000));
}

/** `--log=FILE`, `--log FILE` or `-l FILE`, where it is one fixed file. */
export function logOf(command: string): string | null {
  const path = /(?:--log[= ]|\s-l\s*)["']?(\/[\w./-]{1,200})/.exec(command)?.[1];
  return path === undefined || path.includes('..') ? null : path;
}

/** A job that never ran has written no log. */
async function lastWritten(reader: ProductReader, path: string): Promise<Scanning['lastAt']> {
  const status = await reader.aside((host) => host.stat(path));
  if (status === 'absent') return 'never';
  return status === 'unread' ? null : plausibleInstant(Date.parse(status.modifiedAt));
}

function watchesMedia(daemon: ReadonlyMap<string, string[]> | null): boolean | null {
  if (daemon === null) return null;
  const watched = [
    ...(daemon.get('OnAccessIncludePath') ?? []),
    ...(daemon.get('OnAccessMountPath') ?? []),
  ].map((path) => path.replace(/(?<=.)\/+$/, ''));
  const mayCover = watched.some(
    (path) => path === '/' || mediaFolders.some((folder) => path === folder || path.startsWith(`${folder}/`)),
  );
  return mayCover ? null : false;
}
