import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { CertificateAuthority } from '../ca/certificate-authority.ts';
import { certificatesIn } from '../ca/certificates-in.ts';
import { knownAuthorities } from '../ca/known-authorities.ts';

/** Who signs packs, and how others find the way to an authority that they trust. */
export type PackSigner = {
  /** PEM of the certificate of the key that signs. */
  certificate: string;
  /** PEM of the authority that issued it, of those above it up to the root, and of those that the collector had before. */
  authorities: string;
  /** @returns DER of an ECDSA P-256 signature with SHA-256 */
  sign: (bytes: Uint8Array) => Buffer;
};

/** A certificate that ends soon is exchanged: a pack should be checkable for a while without `-attime`. */
const renewBeforeMs = 365 * 24 * 60 * 60 * 1000;

/**
 * Opens the key that signs packs and nothing else, made on first use, with a certificate of this collector's
 * authority. Both lie in the folder as `pack-key.pem` (mode 0600) and `pack-certificate.pem`.
 *
 * @param folder where the authority's and the log's keys are kept
 */
export async function openPackSigner(
  folder: string,
  authority: CertificateAuthority,
  now: Date,
): Promise<PackSigner> {
  const key = openKey(folder);
  const path = join(folder, 'pack-certificate.pem');
  let certificate = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (certificate === null || !isUsable(certificate, key, authority, now)) {
    certificate = (await authority.issuePackSigner(createPublicKey(key))).pem;
    replace(path, certificate, 0o644);
  }
  const chain = [authority.certificate, ...certificatesIn(authority.intermediates), authority.anchor];
  return {
    certificate,
    // Hosts may have signed under an earlier one.
    authorities: [...new Set([...chain, ...knownAuthorities(folder)])].join(''),
    sign: (bytes) => sign('sha256', bytes, key),
  };
}

/** The same signer where no authority is at hand, such as on another thread; its key is there already. */
export function reopenPackSigner(folder: string, known: Omit<PackSigner, 'sign'>): PackSigner {
  const key = openKey(folder);
  return { ...known, sign: (bytes) => sign('sha256', bytes, key) };
}

function openKey(folder: string): KeyObject {
  const path = join(folder, 'pack-key.pem');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    replace(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  }
  return createPrivateKey(readFileSync(path, 'utf8'));
}

function isUsable(pem: string, key: KeyObject, authority: CertificateAuthority, now: Date): boolean {
  try {
    const certificate = new X509Certificate(pem);
    const issuer = new X509Certificate(authority.certificate);
    // Nothing outlives the authority: near its end there is no longer one to be had.
    const enough = Math.min(now.getTime() + renewBeforeMs, issuer.validToDate.getTime());
    return (
      certificate.verify(issuer.publicKey) &&
      certificate.checkPrivateKey(key) &&
      certificate.validToDate.getTime() >= enough
    );
  } catch {
    return false;
  }
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
