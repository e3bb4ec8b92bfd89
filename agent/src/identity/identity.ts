import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  openSync,
  fsyncSync,
  closeSync,
} from 'node:fs';
import { join } from 'node:path';
import { TenkenError } from '@tenken/shared';
import * as z from 'zod/mini';

/** What makes this host itself towards its collector: a key that never left it, and what the authority said of it. */
const StoredIdentity = z.strictObject({
  hostId: z.uuid(),
  reportsUrl: z.url(),
  certificate: z.string(),
  authority: z.string(),
});

export type Identity = z.infer<typeof StoredIdentity> & { privateKey: string };

const keyFile = 'agent-key.pem';
const identityFile = 'identity.json';
const sequenceFile = 'sequence';

/** @returns null when this folder holds no identity @throws {TenkenError} `identity-missing` when it is damaged */
export function loadIdentity(folder: string): Identity | null {
  let stored: string;
  try {
    stored = readFileSync(join(folder, identityFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unusable(folder, error);
  }
  try {
    return {
      ...StoredIdentity.parse(JSON.parse(stored)),
      privateKey: readFileSync(join(folder, keyFile), 'utf8'),
    };
  } catch (error) {
    throw unusable(folder, error);
  }
}

/** @throws {TenkenError} `identity-missing` with what to do */
export function requireIdentity(folder: string): Identity {
  const identity = loadIdentity(folder);
  if (identity) return identity;
  throw new TenkenError(
    'identity-missing',
    `This host is not enrolled: ${folder} holds no identity. Run the enroll command with a token first.`,
  );
}

/**
 * Makes sure that an identity can be kept here, before a token is spent on one.
 *
 * @throws {TenkenError} `identity-exists` unless `replace`, `identity-folder-unusable`
 */
export function prepareIdentityFolder(folder: string, replace: boolean): void {
  if (!replace && existsSync(join(folder, identityFile))) {
    throw new TenkenError(
      'identity-exists',
      `${folder} holds an identity already. Name another folder with --identity, or remove this one to enrol anew.`,
    );
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeDurably(join(folder, '.writable'), '');
    rmSync(join(folder, '.writable'));
  } catch (cause) {
    const why = (cause as Error).message;
    throw new TenkenError(
      'identity-folder-unusable',
      `${folder} cannot keep an identity: ${why}. Name another folder with --identity.`,
      { cause },
    );
  }
}

/** Writes the key, then the rest, so that a folder with an identity always has its key too. */
export function saveIdentity(folder: string, identity: Identity): void {
  const { privateKey, ...stored } = identity;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeDurably(join(folder, keyFile), privateKey);
  rmSync(join(folder, sequenceFile), { force: true });
  writeDurably(join(folder, identityFile), `${JSON.stringify(stored, null, 2)}\n`);
}

/** The next report's number: one more than the last one that was handed out, on disk before it is used. */
export function nextSequence(folder: string): number {
  const path = join(folder, sequenceFile);
  let last = 0;
  try {
    last = Number.parseInt(readFileSync(path, 'utf8'), 10);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unusable(folder, error);
  }
  // A damaged file must not make new reports look old: a second counts for more than any number of reports.
  const next = Number.isSafeInteger(last) && last >= 0 ? last + 1 : Math.floor(Date.now() / 1000);
  writeDurably(path, `${next}\n`);
  return next;
}

function writeDurably(path: string, content: string): void {
  const temporary = `${path}.new`;
  writeFileSync(temporary, content, { mode: 0o600 });
  const file = openSync(temporary, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

function unusable(folder: string, cause: unknown): TenkenError {
  return new TenkenError(
    'identity-missing',
    `The identity in ${folder} cannot be read. Check its owner and rights, or remove the folder and enrol again.`,
    { cause },
  );
}
