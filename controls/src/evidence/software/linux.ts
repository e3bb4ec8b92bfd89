import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { ProbeError } from '@tenken/shared';
import { parseApkInstalled } from './apk.ts';
import { nativeArchitecture, parseDpkgStatus, parseExtendedStates } from './dpkg.ts';
import { readFlatpak, readSnap } from './linux-bundles.ts';
import { softwareOf } from './package-list.ts';
import type { Package } from './package-list.ts';
import { parseRpmQuery, rpmQuery } from './rpm.ts';
import type { Software } from './schema.ts';

/** A desktop of 5,000 packages has about 8 MB. */
const maxDatabaseBytes = 32 * 1024 * 1024;

/** Red Hat family and SUSE; newer ones keep it with the system, so that a roll-back takes it along. */
const rpmFolders = ['/usr/lib/sysimage/rpm', '/var/lib/rpm'];
const rpmDatabases = ['rpmdb.sqlite', 'Packages.db', 'Packages'];

export async function readLinux(host: Host): Promise<Software> {
  const unread: Unread[] = [];
  const dpkg = await readPart(unread, '/var/lib/dpkg/status', null, () => readDpkg(host));
  const rpm = await readPart(unread, 'rpm -qa', null, () => readRpm(host));
  const apk = await readPart(unread, 'apk installed', null, () => readApk(host));
  const snap = await readPart(unread, '/snap', null, () => readSnap(host));
  const flatpak = await readFlatpak(host, unread);
  const systems = [dpkg, rpm, apk];
  // A system consists of packages: one of its lists may be empty where another is not, but never all of them.
  if (systems.some((list) => list !== null) && systems.every((list) => (list?.length ?? 0) === 0)) {
    unread.push({ what: 'packages of the system', code: 'unparsable' });
  }
  return softwareOf(unread, [
    // Other systems have its program as well, with an empty list.
    ['dpkg', dpkg?.length === 0 ? null : dpkg],
    ['rpm', rpm],
    ['apk', apk],
    ['snap', snap],
    ['flatpak', flatpak],
  ]);
}

async function readDpkg(host: Host): Promise<Package[] | null> {
  const status = await textOrNull(host, '/var/lib/dpkg/status');
  // Images without dpkg keep a file for each package in its place.
  if (status === null || status.trim() === '') {
    return (await readStatusFolder(host)) ?? (status === null ? null : []);
  }
  const states = await textOrNull(host, '/var/lib/apt/extended_states');
  const automatic = states === null ? null : parseExtendedStates(states, nativeArchitecture(status));
  return parseDpkgStatus(status, automatic);
}

async function readStatusFolder(host: Host): Promise<Package[] | null> {
  const folder = '/var/lib/dpkg/status.d';
  if (!(await exists(host, folder))) return null;
  const packages: Package[] = [];
  for (const name of await host.list(folder)) {
    if (name.endsWith('.md5sums')) continue;
    packages.push(...parseDpkgStatus((await textOrNull(host, `${folder}/${name}`)) ?? '', null));
  }
  return packages;
}

/** Debian has the program too, for building packages, and then an empty folder or none. */
async function readRpm(host: Host): Promise<Package[] | null> {
  for (const folder of rpmFolders) {
    const names = await namesOrNone(host, folder);
    if (!rpmDatabases.some((name) => names.includes(name))) continue;
    const result = await host.run('rpm', rpmQuery, { timeoutMs: 30_000 });
    if (result.exitCode !== 0) throw new ProbeError('internal', `rpm -qa: exit ${result.exitCode}`);
    return parseRpmQuery(result.stdout);
  }
  return null;
}

async function readApk(host: Host): Promise<Package[] | null> {
  for (const path of ['/usr/lib/apk/db/installed', '/lib/apk/db/installed']) {
    const text = await textOrNull(host, path);
    if (text !== null) return parseApkInstalled(text);
  }
  return null;
}

async function namesOrNone(host: Host, folder: string): Promise<string[]> {
  return (await exists(host, folder)) ? host.list(folder) : [];
}

async function textOrNull(host: Host, path: string): Promise<string | null> {
  if (!(await exists(host, path))) return null;
  return new TextDecoder().decode(await host.readFile(path, { maxBytes: maxDatabaseBytes }));
}
