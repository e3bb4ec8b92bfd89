import { existsSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeFolder, TenkenError, whyNoFolder } from '@tenken/shared';
import * as z from 'zod/mini';
import { writeDurably } from '../durable-file.ts';
import { keepToAdministrators } from './administrators-folder.ts';

/** What makes this host itself towards its collector: a key that never left it, and what the authority said of it. */
const StoredIdentity = z.strictObject({
  hostId: z.uuid(),
  reportsUrl: z.url(),
  certificate: z.string(),
  authority: z.string(),
  /** Name of the key's file: a renewal writes another one and then changes this, so that both change at once. */
  keyFile: z.optional(z.enum(['agent-key.pem', 'agent-key-2.pem'])),
});

export type Identity = Omit<z.infer<typeof StoredIdentity>, 'keyFile'> & { privateKey: string };

const firstKeyFile = 'agent-key.pem';
const identityFile = 'identity.json';
/** See `sequence.ts`; a new identity begins at 1. */
export const sequenceFile = 'sequence';

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
    const { keyFile = firstKeyFile, ...identity } = StoredIdentity.parse(JSON.parse(stored));
    return { ...identity, privateKey: readFileSync(join(folder, keyFile), 'utf8') };
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
 * @returns removes what this made of the folder, for when there is no identity to keep
 * @throws {TenkenError} `identity-exists` unless `replace`, `identity-folder-unusable`
 */
export function prepareIdentityFolder(folder: string, replace: boolean): () => void {
  if (!replace && existsSync(join(folder, identityFile))) {
    throw new TenkenError(
      'identity-exists',
      `${folder} holds an identity already. Name another folder with --identity, or remove this one to enrol anew.`,
    );
  }
  let made: string | undefined;
  const undo = () => {
    if (made !== undefined) removeEmpty(resolve(folder), resolve(made));
  };
  try {
    made = makeFolder(folder);
    keepToAdministrators(folder);
    writeDurably(join(folder, '.writable'), '');
    rmSync(join(folder, '.writable'));
    return undo;
  } catch (cause) {
    undo();
    throw new TenkenError(
      'identity-folder-unusable',
      `${folder} cannot keep an identity: ${whyNoFolder(folder, cause)}. Name another folder with --identity.`,
      { cause },
    );
  }
}

/** Removes a folder and those above it up to `first`, as far as nobody has put anything in them. */
function removeEmpty(folder: string, first: string): void {
  try {
    for (let path = folder; path.startsWith(first); path = dirname(path)) rmdirSync(path);
  } catch {
    // Not empty, or gone: it is somebody else's now.
  }
}

/** Writes the key, then the rest, so that a folder with an identity always has its key too. */
export function saveIdentity(folder: string, identity: Identity): void {
  makeFolder(folder);
  const { privateKey, ...stored } = identity;
  writeDurably(join(folder, firstKeyFile), privateKey);
  rmSync(join(folder, sequenceFile), { force: true });
  writeDurably(join(folder, identityFile), text({ ...stored, keyFile: firstKeyFile }));
}

/** Puts a renewed key and certificate in the place of the old ones: at every moment one pair is whole. */
export function replaceIdentity(folder: string, identity: Identity): void {
  const { privateKey, ...stored } = identity;
  const before = StoredIdentity.parse(JSON.parse(readFileSync(join(folder, identityFile), 'utf8')));
  const old = before.keyFile ?? firstKeyFile;
  const keyFile = old === firstKeyFile ? 'agent-key-2.pem' : firstKeyFile;
  writeDurably(join(folder, keyFile), privateKey);
  // The address may have been given for one run only.
  writeDurably(join(folder, identityFile), text({ ...stored, reportsUrl: before.reportsUrl, keyFile }));
  rmSync(join(folder, old), { force: true });
}

function text(stored: z.infer<typeof StoredIdentity>): string {
  return `${JSON.stringify(stored, null, 2)}\n`;
}

function unusable(folder: string, cause: unknown): TenkenError {
  return new TenkenError(
    'identity-missing',
    `The identity in ${folder} cannot be read. Check its owner and rights, or remove the folder and enrol again.`,
    { cause },
  );
}
