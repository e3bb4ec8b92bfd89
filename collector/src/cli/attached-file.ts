import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { TenkenError } from '@tenken/shared';

/** A file that goes with what somebody says. @throws {TenkenError} `usage` */
export function attachedFile(path: string): { name: string; content: Buffer } {
  try {
    return { name: basename(path).normalize('NFC'), content: readFileSync(path) };
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
