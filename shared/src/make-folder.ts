import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder with those above it, for its owner alone; what is there already stays as it is. Not by `recursive`: with
 * it Node 26.10 never comes back where nothing can be made, such as below /proc.
 *
 * @returns the topmost folder that was made; undefined when all were there
 * @throws {Error} of the file system, for the first folder that cannot be made
 */
export function makeFolder(path: string): string | undefined {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      // Somebody else made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  if (!statSync(path).isDirectory()) {
    throw Object.assign(new Error(`${path} is a file, not a folder`), { code: 'ENOTDIR' });
  }
  return missing[0];
}
