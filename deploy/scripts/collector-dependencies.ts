import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Locked = {
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

/**
 * Folders of every package that the collector needs at run time, as the lock file has resolved them: `node_modules/…`,
 * without what only builds and tests it.
 *
 * @param root of the repository
 * @param workspaces whose dependencies are wanted, such as `collector`
 */
export function productionPackages(root: string, workspaces: readonly string[]): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const found = new Set<string>();
  const follow = (path: string) => {
    const entry = packages[path];
    for (const name of Object.keys({ ...entry?.dependencies, ...entry?.optionalDependencies })) {
      const at = placeOf(packages, path, name);
      // What is optional may be left out on this platform.
      if (at === null || packages[at]?.link || found.has(at) || !existsSync(join(root, at))) continue;
      found.add(at);
      follow(at);
    }
  };
  for (const workspace of workspaces) follow(workspace);
  return [...found].toSorted();
}

/** As Node looks for it: beside whoever asks, then further up. */
function placeOf(packages: Record<string, Locked>, from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const at = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[at]) return at;
    if (folder === '') return null;
  }
}
