import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';

/** The bytes of a file that a person named. @throws {TenkenError} `usage` */
export function givenFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** Before work that nobody would get anything of. @throws {TenkenError} `usage` */
export function refuseThere(path: string): void {
  if (existsSync(path)) throw new TenkenError('usage', `${path} is there already: name a new file.`);
}

/** Writes a file that is not there yet: what somebody has filled in must not be lost. @throws {TenkenError} `usage` */
export function writeNewFile(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { flag: 'wx' });
  } catch (cause) {
    const why =
      (cause as NodeJS.ErrnoException).code === 'EEXIST'
        ? 'is there already: name a new file'
        : `cannot be written: ${(cause as Error).message}`;
    throw new TenkenError('usage', `${path} ${why}.`, { cause });
  }
}
