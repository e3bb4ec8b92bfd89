import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isUnusedSample, parseClamavConfig } from './clamav-config.ts';
import { parseClamavVersion } from './clamav-version.ts';
import type { ClamavVersion } from './clamav-version.ts';
import { cvdHeaderBytes, parseCvdHeader } from './cvd.ts';
import type { CvdHeader } from './cvd.ts';
import { runsProgram } from '../processes.ts';
import type { Process } from '../processes.ts';
import { readScanning } from './clamav-scans.ts';
import { isThere, ProductReader, utf8 } from './product-reader.ts';
import { plausibleDay, unknownProduct } from './schema.ts';
import type { Definitions, Product } from './schema.ts';

/** Debian family, RHEL family, SUSE, upstream. */
const daemonConfigs = [
  '/etc/clamav/clamd.conf',
  '/etc/clamd.d/scan.conf',
  '/etc/clamd.conf',
  '/usr/local/etc/clamd.conf',
];
const updaterConfigs = ['/etc/clamav/freshclam.conf', '/etc/freshclam.conf', '/usr/local/etc/freshclam.conf'];
const programs = ['/usr/sbin/clamd', '/usr/local/sbin/clamd', '/usr/bin/clamscan', '/usr/bin/freshclam'];
const defaultFolder = '/var/lib/clamav';
const timerLinks = '/etc/systemd/system/timers.target.wants';

/** Null when no part of ClamAV is here. */
export async function readClamav(host: Host, processes: readonly Process[] | null): Promise<Product | null> {
  if (!(await isInstalled(host, processes))) return null;
  const product = unknownProduct('clamav', 'ClamAV');
  const reader = new ProductReader(host, product);
  const daemon = await config(reader, daemonConfigs);
  const updater = await config(reader, updaterConfigs);
  const loaded = await readDaemon(reader, processes);
  product.engineVersion = loaded?.engine ?? null;
  product.realTime = onAccess(product, daemon, processes);
  product.autoUpdate = await updates(reader, processes);
  product.scanning = await readScanning(reader, daemon);
  const folder =
    daemon?.get('DatabaseDirectory')?.[0] ?? updater?.get('DatabaseDirectory')?.[0] ?? defaultFolder;
  product.definitions = await readDefinitions(reader, folder, loaded);
  return product;
}

async function isInstalled(host: Host, processes: readonly Process[] | null): Promise<boolean> {
  if (processes?.some(({ name }) => name === 'clamd')) return true;
  for (const path of programs) if (await isThere(host, path)) return true;
  return false;
}

async function config(
  reader: ProductReader,
  paths: readonly string[],
): Promise<Map<string, string[]> | null> {
  for (const path of paths) {
    const bytes = await reader.file(path);
    if (bytes === null) continue;
    const text = utf8(bytes);
    return isUnusedSample(text) ? null : parseClamavConfig(text);
  }
  return null;
}

/**
 * The process alone may hang, so the daemon is asked as well: `clamdscan --ping` ends with 0 or 21, while
 * `clamdscan --version` ends with 0 and prints its own version when nobody answers.
 */
async function readDaemon(
  reader: ProductReader,
  processes: readonly Process[] | null,
): Promise<ClamavVersion | null> {
  const { product, host } = reader;
  product.running = processes === null ? null : runsProgram(processes, 'clamd');
  if (product.running !== true) return null;
  reader.source('process clamd');
  try {
    const ping = await host.run('clamdscan', ['--ping', '1'], { timeoutMs: 10_000 });
    // A daemon that is still loading its definitions does not answer yet and does not protect.
    product.running = ping.exitCode === 0;
    if (!product.running) return null;
  } catch (error) {
    // Packaged apart from the daemon in the RHEL family: the process is all that can be seen.
    if (isProbeError(error, 'not-found')) return null;
    if (!isProbeError(error)) throw error;
    product.running = null;
    reader.note('clamdscan --ping 1', error);
    return null;
  }
  const version = await reader.command('clamdscan', ['--version']);
  return version === null ? null : parseClamavVersion(version.stdout.trim());
}

/** clamonacc asks clamd about each file that is used, below the paths that clamd.conf names and nowhere else. */
function onAccess(
  product: Product,
  daemon: Map<string, string[]> | null,
  processes: readonly Process[] | null,
): boolean | null {
  if (product.running === null || processes === null) return product.running;
  if (!product.running) return false;
  const watching = runsProgram(processes, 'clamonacc');
  if (watching !== true || daemon === null) return watching;
  return daemon.has('OnAccessIncludePath') || daemon.has('OnAccessMountPath');
}

async function updates(reader: ProductReader, processes: readonly Process[] | null): Promise<boolean | null> {
  if (processes !== null && runsProgram(processes, 'freshclam') === true) return true;
  const timers = await reader.folder(timerLinks);
  if (timers?.some((name) => name.includes('freshclam') && name.endsWith('.timer'))) return true;
  for (const name of ['clamav-freshclam', 'clamav-update']) {
    const job = await reader.file(`/etc/cron.d/${name}`);
    if (job !== null && /^\s*[^#\s]/m.test(utf8(job))) return true;
  }
  // Some other scheduler may start freshclam.
  return null;
}

/**
 * `daily` is the part that grows; `main` is years old on a healthy machine. A `.cld` is a `.cvd` that was patched
 * here, and both may lie side by side: the higher version counts, as it does for clamd.
 */
async function readDefinitions(
  reader: ProductReader,
  folder: string,
  loaded: ClamavVersion | null,
): Promise<Definitions> {
  // The daemon answers and names no version: what lies on the disk is not what it works with.
  if (loaded !== null && loaded.loaded === null) return { state: 'missing' };
  const names = await reader.folder(folder);
  if (names === null) return { state: reader.product.unread.length > 0 ? 'not-told' : 'missing' };
  const present = new Set(names);
  for (const database of ['daily', 'main']) {
    const headers: CvdHeader[] = [];
    for (const name of [`${database}.cvd`, `${database}.cld`]) {
      if (!present.has(name)) continue;
      const bytes = await reader.file(`${folder}/${name}`, { from: 0, maxBytes: cvdHeaderBytes });
      const header = bytes && (await reader.part(`${folder}/${name}`, () => parseCvdHeader(latin1(bytes))));
      if (header) headers.push(header);
    }
    const [newest] = headers.toSorted((a, b) => b.version - a.version);
    if (newest) return inUse(newest, loaded);
    if ([`${database}.cvd`, `${database}.cld`].some((name) => present.has(name))) {
      return { state: 'not-told' };
    }
  }
  return { state: 'missing' };
}

/** The daemon goes on with the old definitions until it is told, or looks by itself. */
function inUse(header: CvdHeader, version: ClamavVersion | null): Definitions {
  const loaded = version?.loaded;
  const isOlder = loaded && loaded.version < header.version;
  return {
    state: 'present',
    version: String(isOlder ? loaded.version : header.version),
    builtAt: isOlder ? plausibleDay(loaded.day) : header.builtAt,
    updatedAt: null,
    precision: isOlder ? 'day' : 'instant',
    current: null,
  };
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
