import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { parsePlistMembers } from '../plist.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { namedPackage, softwareOf } from './package-list.ts';
import type { Package } from './package-list.ts';
import type { Software } from './schema.ts';

/** What Apple ships lies in /System/Applications and is part of the system. */
const folders = ['/Applications', '/Applications/Utilities'];
const maxBundles = 1000;
const maxPeople = 100;
const cellars = ['/opt/homebrew', '/usr/local'];

/**
 * Applications by their own property lists: `system_profiler SPApplicationsDataType` walks the disks and takes up
 * to a minute.
 */
export async function readMacos(host: Host): Promise<Software> {
  const unread: Unread[] = [];
  const apps: Package[] = [];
  for (const folder of [...folders, ...(await ownFolders(host, unread))]) {
    apps.push(...((await readPart(unread, folder, [], () => readFolder(host, folder, unread))) ?? []));
  }
  const brewed = await readHomebrew(host, unread);
  return softwareOf(unread, [
    ['macos-app', apps],
    ['homebrew', brewed],
  ]);
}

async function ownFolders(host: Host, unread: Unread[]): Promise<string[]> {
  const people = (await host.list('/Users')).filter((name) => name !== 'Shared' && !name.startsWith('.'));
  if (people.length > maxPeople) unread.push({ what: 'applications of people', code: 'output-limit' });
  return people.slice(0, maxPeople).map((name) => `/Users/${name}/Applications`);
}

async function readFolder(host: Host, folder: string, unread: Unread[]): Promise<Package[]> {
  const packages: Package[] = [];
  const names = await host.list(folder);
  if (names.length > maxBundles) unread.push({ what: folder, code: 'output-limit' });
  for (const name of names.slice(0, maxBundles)) {
    const path = `${folder}/${name}`;
    if (name.endsWith('.app')) packages.push(await readApplication(host, path, unread));
    else if (!folders.includes(path) && !/^\.|\.[a-z]{2,5}$/i.test(name)) {
      packages.push(...(await readSuite(host, path, unread)));
    }
  }
  return packages;
}

/** Larger products put their applications into a folder of their own. */
async function readSuite(host: Host, folder: string, unread: Unread[]): Promise<Package[]> {
  const names = await readPart(unread, folder, [], () => listOrNone(host, folder));
  const packages: Package[] = [];
  for (const name of (names ?? []).filter((candidate) => candidate.endsWith('.app')).slice(0, 100)) {
    packages.push(await readApplication(host, `${folder}/${name}`, unread));
  }
  return packages;
}

async function listOrNone(host: Host, folder: string): Promise<string[]> {
  return (await host.stat(folder)).type === 'folder' ? host.list(folder) : [];
}

async function readApplication(host: Host, path: string, unread: Unread[]): Promise<Package> {
  const name = path.slice(path.lastIndexOf('/') + 1, -'.app'.length);
  const info = `${path}/Contents/Info.plist`;
  // Without it the application is broken, or one of a telephone; it is there all the same.
  const members = await readPart(unread, info, null, async () =>
    parsePlistMembers(await host.readFile(info, { maxBytes: 1024 * 1024 })),
  );
  const short = members?.get('CFBundleShortVersionString');
  const build = members?.get('CFBundleVersion');
  const version =
    typeof short === 'string' && short !== '' ? short : typeof build === 'string' ? build : null;
  return { ...namedPackage('macos-app', name), version };
}

/** Null where Homebrew is not used. A folder for each formula or cask, in it one for each version. */
async function readHomebrew(host: Host, unread: Unread[]): Promise<Package[] | null> {
  const packages: Package[] = [];
  let found = false;
  for (const folder of cellars.flatMap((cellar) => [`${cellar}/Cellar`, `${cellar}/Caskroom`])) {
    const isThere = await readPart(unread, folder, false, () => exists(host, folder));
    if (isThere !== true) continue;
    found = true;
    const names = (await readPart(unread, folder, [], () => host.list(folder))) ?? [];
    if (names.length > maxBundles) unread.push({ what: folder, code: 'output-limit' });
    for (const name of names.slice(0, maxBundles)) {
      if (name.startsWith('.')) continue;
      const versions = await listFolder(host, `${folder}/${name}`);
      for (const version of versions.length > 0 ? versions : [null]) {
        packages.push({ ...namedPackage('homebrew', name), version });
      }
    }
  }
  return found ? packages : null;
}

async function listFolder(host: Host, folder: string): Promise<string[]> {
  try {
    return (await host.list(folder)).filter((name) => !name.startsWith('.')).slice(0, 20);
  } catch (error) {
    if (isProbeError(error)) return [];
    throw error;
  }
}
