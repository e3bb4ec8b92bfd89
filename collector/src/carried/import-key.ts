import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, sealKeyId } from '@tenken/shared';
import { fingerprintOf } from '../ca/certificate-authority.ts';
import type { CertificateAuthority } from '../ca/certificate-authority.ts';

const keyFile = 'import-key.pem';
const certificateFile = 'import-certificate.pem';
/** RSA, because sealing to it is one call that every system has; as long as is held good beyond 2030. */
const bits = 3072;

export type ImportKey = {
  /** PEM: what `tenken collect --encrypt-to` takes. */
  certificate: string;
  /** Lower-case hexadecimal SHA-256 of its DER. */
  fingerprint: string;
  /** As an envelope names it. */
  keyId: string;
};

/**
 * The key that carried files are encrypted to, made on first use. Both it (mode 0600) and its certificate, of this
 * collector's authority, lie in the authority's folder and go into backups.
 */
export async function openImportKey(folder: string, authority: CertificateAuthority): Promise<ImportKey> {
  const key = existingImportKey(folder) ?? makeKey(folder);
  const path = join(folder, certificateFile);
  let certificate = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (certificate === null || !new X509Certificate(certificate).checkPrivateKey(key)) {
    certificate = (await authority.issueImportKey(createPublicKey(key))).pem;
    replace(path, certificate, 0o644);
  }
  const { raw, publicKey } = new X509Certificate(certificate);
  return { certificate, fingerprint: fingerprintOf(raw), keyId: sealKeyId(publicKey) };
}

/** Null where none was made yet: then nothing was encrypted to this collector. */
export function existingImportKey(folder: string): KeyObject | null {
  const path = join(folder, keyFile);
  return existsSync(path) ? createPrivateKey(readFileSync(path, 'utf8')) : null;
}

function makeKey(folder: string): KeyObject {
  makeFolder(folder);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  replace(join(folder, keyFile), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  return privateKey;
}

/** Whole under its name, or not there. */
function replace(path: string, content: string, mode: number): void {
  const file = openSync(`${path}.new`, 'w', mode);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}
