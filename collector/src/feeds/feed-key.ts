import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';
import { keyFingerprint } from '../audit/audit-key.ts';

export const signatureBytes = 512;

/** @throws {TenkenError} `feed-key-unusable` */
export function readPrivateKey(path: string): KeyObject {
  return usable(path, () => createPrivateKey(readFileSync(path)));
}

/** Of a file that holds a public key. @throws {TenkenError} `feed-key-unusable` */
export function readPublicKey(path: string): { pem: string; fingerprint: string } {
  const key = usable(path, () => {
    const text = readFileSync(path, 'utf8');
    // Node would take the public half of a private key, and that key would then lie on the collector's machine.
    if (text.includes('PRIVATE KEY')) throw new Error('it is the private key: bring its public half only');
    return createPublicKey(text);
  });
  return { pem: String(key.export({ type: 'spki', format: 'pem' })), fingerprint: keyFingerprint(key) };
}

/** The key that a manifest names. @throws {TenkenError} `feed-key-unusable` */
export function publicKeyOf(der: string): { key: KeyObject; fingerprint: string } {
  const key = usable('the manifest of the bundle', () =>
    createPublicKey({ key: Buffer.from(der, 'base64'), type: 'spki', format: 'der' }),
  );
  return { key, fingerprint: keyFingerprint(key) };
}

export function publicDer(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
}

/** Ed25519 hashes by itself; ECDSA signs a SHA-256, as DER: what `openssl` makes and checks. */
function digestOf(key: KeyObject): 'sha256' | null {
  return key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
}

export function signBytes(key: KeyObject, bytes: Uint8Array): Buffer {
  return sign(digestOf(key), bytes, key);
}

export function isSignedBy(key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(digestOf(key), bytes, key, signature);
  } catch {
    // Bytes that are no signature at all.
    return false;
  }
}

function usable(what: string, read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (cause) {
    throw new TenkenError(
      'feed-key-unusable',
      `${what} holds no key that can be used: ${(cause as Error).message}.`,
      { cause },
    );
  }
  const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (key.asymmetricKeyType === 'ed25519' || isP256) return key;
  throw new TenkenError(
    'feed-key-unusable',
    `${what} holds a key of type ${key.asymmetricKeyType}. Bundles are signed with Ed25519 or ECDSA P-256.`,
  );
}
