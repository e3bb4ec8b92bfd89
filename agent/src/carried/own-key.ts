import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, TenkenError, whyNoFolder } from '@tenken/shared';
import { writeDurably } from '../durable-file.ts';

const keyFile = 'host-key.pem';

export type OwnKey = { privateKey: KeyObject; publicKey: KeyObject };

/**
 * The key of a host that no collector has enrolled, made on first use. It stays in the folder, readable by its owner
 * only; who the host is follows from it.
 *
 * @throws {TenkenError} `identity-folder-unusable`, `identity-missing` for a key that is damaged
 */
export function openOwnKey(folder: string): OwnKey {
  const path = join(folder, keyFile);
  if (!existsSync(path)) makeKey(folder, path);
  try {
    const privateKey = createPrivateKey(readFileSync(path, 'utf8'));
    const { namedCurve } = privateKey.asymmetricKeyDetails ?? {};
    if (namedCurve !== 'prime256v1') throw new Error('it holds a key of another kind');
    return { privateKey, publicKey: createPublicKey(privateKey) };
  } catch (cause) {
    throw new TenkenError(
      'identity-missing',
      `The key of this host in ${path} cannot be used: ${(cause as Error).message}. Check its owner and rights, or bring it back from a backup. Without it, move the file away: the host is a new one then, which a person has to accept at the collector again.`,
      { cause },
    );
  }
}

function makeKey(folder: string, path: string): void {
  try {
    makeFolder(folder);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeDurably(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  } catch (cause) {
    throw new TenkenError(
      'identity-folder-unusable',
      `${folder} cannot keep the key of this host: ${whyNoFolder(folder, cause)}. Name a folder on this machine with --data.`,
      { cause },
    );
  }
}
