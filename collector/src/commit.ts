import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/**
 * The commit that this software was made from: of the package where there is one, else of the working copy; null where
 * neither says.
 */
export function buildCommit(folder = root): string | null {
  return packagedCommit(folder) ?? checkedOutCommit(folder);
}

/** Packages have `build.json` in the place of a history; `installationOf` goes by it too. */
function packagedCommit(folder: string): string | null {
  const text = read(join(folder, 'build.json'));
  const commit = text === null ? undefined : (JSON.parse(text) as { commit?: unknown }).commit;
  return typeof commit === 'string' ? commit : null;
}

/** As git keeps it, https://git-scm.com/docs/gitrepository-layout: starting git would take longer than most commands. */
function checkedOutCommit(folder: string): string | null {
  const place = join(folder, '.git');
  // A linked working copy has a file that names its folder.
  const link = isFile(place) ? /^gitdir: (.+)$/m.exec(read(place) ?? '')?.[1] : undefined;
  const git = link === undefined ? place : resolve(folder, link);
  const head = read(join(git, 'HEAD'))?.trim();
  if (head === undefined) return null;
  const name = /^ref: (.+)$/.exec(head)?.[1];
  if (name === undefined) return commitOf(head);
  const common = resolve(git, read(join(git, 'commondir'))?.trim() ?? '.');
  const loose = read(join(common, name))?.trim();
  if (loose !== undefined) return commitOf(loose);
  const packed = read(join(common, 'packed-refs'))?.split('\n') ?? [];
  return commitOf(packed.find((line) => line.endsWith(` ${name}`))?.split(' ')[0] ?? '');
}

function commitOf(text: string): string | null {
  return /^[0-9a-f]{40,64}$/.test(text) ? text : null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
