import { basename } from 'node:path';
import { givenFile } from './files.ts';

/** A file that goes with what somebody says. @throws {TenkenError} `usage` */
export function attachedFile(path: string): { name: string; content: Buffer } {
  return { name: basename(path).normalize('NFC'), content: givenFile(path) };
}
