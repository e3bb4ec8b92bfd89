import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '@tenken/shared';
import { certificatesIn } from './certificates-in.ts';

const fileName = 'known-authorities.pem';

/**
 * Every authority that this collector has had: what hosts signed under an earlier one is still evidence, and a pack has
 * to show where those certificates came from. Nobody is trusted for standing here.
 *
 * @param folder of the authority
 * @returns PEM of each certificate once, the oldest first
 */
export function knownAuthorities(folder: string): string[] {
  const path = join(folder, fileName);
  return existsSync(path) ? certificatesIn(readFileSync(path, 'utf8')) : [];
}

/** Notes authorities, whole on disk, unless all of them stand there already. */
export function rememberAuthorities(folder: string, pem: string): void {
  const known = knownAuthorities(folder);
  const all = [...new Set([...known, ...certificatesIn(pem)])];
  if (all.length === known.length) return;
  makeFolder(folder);
  const path = join(folder, fileName);
  const file = openSync(`${path}.new`, 'w', 0o644);
  try {
    writeFileSync(file, all.join(''));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}
