import { createHash } from 'node:crypto';
import { closeSync, copyFileSync, createReadStream, fsyncSync, openSync, chmodSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Brings a file, or the entries of a folder, onto the disk. */
export function sync(path: string): void {
  // Windows has no handle on a folder that could be flushed, and writes its entries with the file.
  if (process.platform === 'win32' && statSync(path).isDirectory()) return;
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A copy for the user who makes it only, on disk when this returns. */
export function copyPrivate(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
  sync(to);
}

/** Lower-case hexadecimal SHA-256 of a file of any size. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
