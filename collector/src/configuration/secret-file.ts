import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TenkenError } from '@tenken/shared';

const most = 64 * 1024;

/**
 * Where a file of the configuration is: `credential:NAME` is one that systemd hands over (LoadCredential=).
 *
 * @throws {TenkenError} `configuration-invalid`
 */
export function filePath(named: string, environment: NodeJS.ProcessEnv = process.env): string {
  const credential = /^credential:(.*)$/.exec(named)?.[1];
  if (credential === undefined) return named;
  const folder = environment.CREDENTIALS_DIRECTORY;
  if (folder === undefined || folder === '') {
    throw invalid(
      `${named} needs systemd, which hands over no credentials here. Name it with LoadCredential= in the unit, or name a file`,
    );
  }
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(credential)) return join(folder, credential);
  throw invalid(`${named} is not the name of a credential`);
}

/**
 * A key or password from a file that nobody but its owner, and the group that it was given to, can read.
 *
 * @param key under which it is configured, for the message
 * @throws {TenkenError} `configuration-invalid`
 */
export function readSecret(key: string, named: string): string {
  const path = filePath(named);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    throw invalid(`${key}: ${path} cannot be read: ${(cause as Error).message}`, cause);
  }
  try {
    const { mode, size } = fstatSync(descriptor);
    // What is given to a group is meant so: Kubernetes does it with fsGroup. Windows has other rights than these.
    if (process.platform !== 'win32' && (mode & 0o027) !== 0) {
      const told = (mode & 0o777).toString(8).padStart(3, '0');
      throw invalid(
        `${key}: ${path} can be read by others, or written by its group (mode ${told}). Take that away: chmod 600 ${path}, and make the user that runs the collector its owner`,
      );
    }
    if (size > most) throw invalid(`${key}: ${path} has ${size} bytes, which is no secret`);
    const content = readFileSync(descriptor, 'utf8');
    if (content.trim() === '') throw invalid(`${key}: ${path} is empty`);
    return content;
  } finally {
    closeSync(descriptor);
  }
}

export function invalid(what: string, cause?: unknown): TenkenError {
  return new TenkenError('configuration-invalid', `${what.replace(/\?$/, '? Correct it')}.`, { cause });
}
