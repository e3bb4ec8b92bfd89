import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { isPerson, parsePasswd } from '../screen-lock/passwd.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { namedPackage } from './package-list.ts';
import type { Package } from './package-list.ts';

const maxBundles = 500;
const maxPeople = 100;

/** Where snaps are mounted: Ubuntu and Debian, then the Red Hat family and SUSE. */
const snapFolders = ['/snap', '/var/lib/snapd/snap'];

/** Null where snapd is not used. */
export async function readSnap(host: Host): Promise<Package[] | null> {
  for (const folder of snapFolders) {
    if (!(await exists(host, folder))) continue;
    const packages: Package[] = [];
    for (const name of (await host.list(folder)).slice(0, maxBundles)) {
      if (name === 'bin' || name === 'README' || name.startsWith('.')) continue;
      const text = await textOrNull(host, `${folder}/${name}/current/meta/snap.yaml`);
      // Without `current` it was removed, or is switched off.
      if (text !== null) packages.push({ ...namedPackage('snap', name), version: snapVersion(text) });
    }
    return packages;
  }
  return null;
}

/** `version:` at the top level of snap.yaml, with or without quotes. */
export function snapVersion(yaml: string): string | null {
  const value = /^version:[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|([^#\n]*))/m.exec(yaml);
  return (value?.[1] ?? value?.[2] ?? value?.[3])?.trim() || null;
}

/** Null where flatpak is not used. Its names are identifiers; no file that is quick to read holds the version. */
export async function readFlatpak(host: Host, unread: Unread[]): Promise<Package[] | null> {
  const isInstalled = await readPart(unread, 'flatpak', false, () => exists(host, '/usr/bin/flatpak'));
  if (isInstalled !== true) return null;
  const packages: Package[] = [];
  for (const folder of ['/var/lib/flatpak/app', ...(await ownFolders(host, unread))]) {
    const names = await readPart(unread, folder, [], () => host.list(folder));
    packages.push(...(names ?? []).slice(0, maxBundles).map((name) => namedPackage('flatpak', name)));
  }
  return packages;
}

/** Everybody may install flatpaks into the own home folder. */
async function ownFolders(host: Host, unread: Unread[]): Promise<string[]> {
  const passwd = await readPart(unread, '/etc/passwd', null, () => host.readFile('/etc/passwd'));
  if (passwd === null) return [];
  const people = parsePasswd(new TextDecoder().decode(passwd)).filter(isPerson);
  if (people.length > maxPeople) {
    unread.push({ what: `flatpaks of ${people.length} people`, code: 'output-limit' });
  }
  return people.slice(0, maxPeople).map(({ home }) => `${home}/.local/share/flatpak/app`);
}

async function textOrNull(host: Host, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await host.readFile(path, { maxBytes: 256 * 1024 }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
