import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { own } from './own.ts';

/**
 * Why a folder could not be made or written to, in words.
 *
 * Node's own words for a recursive mkdir name the wrong reason: on a read-only file system it says ENOENT, because the
 * folder is not there afterwards, and EEXIST where a file has the name.
 *
 * @param cause what was thrown: its message stands where nothing better is known
 */
export function whyNoFolder(folder: string, cause: unknown): string {
  const { message } = cause as Error;
  for (let path = resolve(folder); ; path = dirname(path)) {
    try {
      const status = statSync(path, { throwIfNoEntry: false });
      if (!status && path !== dirname(path)) continue;
      if (status && !status.isDirectory()) return `${path} is a file, not a folder`;
      accessSync(path, constants.W_OK | constants.X_OK);
      return message;
    } catch (error) {
      return own(refusals, (error as NodeJS.ErrnoException).code)?.(path) ?? message;
    }
  }
}

const mayNot = (path: string) => `this user may not write to ${path}`;
const refusals: Record<string, (path: string) => string> = {
  EROFS: (path) => `${path} is on a read-only file system`,
  EACCES: mayNot,
  EPERM: mayNot,
};
