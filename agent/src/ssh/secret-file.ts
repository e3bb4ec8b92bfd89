import { readFileSync, statSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';

const maxBytes = 64 * 1024;

/**
 * Reads a file that holds a key or a password.
 *
 * @throws {TenkenError} `usage` when it cannot be read, or others on this machine can read it too
 */
export function secretFile(path: string): Buffer {
  try {
    const status = statSync(path);
    if (!status.isFile()) throw new Error('it is no file');
    if (status.size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    if (isPublicKey(path)) throw new Error('it is a public key; name the private one, without .pub');
    if (process.platform !== 'win32' && (status.mode & 0o077) !== 0) {
      throw new Error('others may read it; chmod 600 keeps it to its owner');
    }
    return readFileSync(path);
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be used: ${(cause as Error).message}`, { cause });
  }
}

/** It can be read by everybody, and nobody signs in with it. */
function isPublicKey(path: string): boolean {
  const begin = readFileSync(path).subarray(0, 100).toString('latin1').trimStart();
  return /^((ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+ AAAA|-----BEGIN PUBLIC KEY|---- BEGIN SSH2 PUBLIC)/.test(
    begin,
  );
}

/** The first line of such a file. @throws {TenkenError} `usage` */
export function secretLine(path: string): string {
  const [line = ''] = secretFile(path).toString('utf8').split(/\r?\n/);
  if (line === '' || line.includes('\0')) {
    throw new TenkenError('usage', `${path} cannot be used: its first line holds no password`);
  }
  return line;
}
