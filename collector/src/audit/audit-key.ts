import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '@tenken/shared';

/** Signs the log and nothing else: who can issue certificates need not be able to, and the authority may be elsewhere. */
export function openAuditKey(folder: string): string {
  const path = join(folder, 'audit-key.pem');
  if (!existsSync(path)) {
    makeFolder(folder);
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    // The public one first: a key that nobody can verify with must not sign.
    writeNew(publicKeyPath(folder), publicKey.export({ type: 'spki', format: 'pem' }));
    writeNew(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }
  return readFileSync(path, 'utf8');
}

/** @returns null where no collector has signed yet */
export function auditPublicKey(folder: string): KeyObject | null {
  const path = publicKeyPath(folder);
  return existsSync(path) ? createPublicKey(readFileSync(path, 'utf8')) : null;
}

/** SHA-256 of the key's DER, for people to compare with what they wrote down elsewhere. */
export function keyFingerprint(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

function publicKeyPath(folder: string): string {
  return join(folder, 'audit-public-key.pem');
}

function writeNew(path: string, content: string | Buffer): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
