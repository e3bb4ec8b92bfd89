import 'reflect-metadata';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { certificateRequest } from '../../agent/src/identity/csr.ts';
import { CertificateAuthority } from '../../collector/src/ca/certificate-authority.ts';
import type { CollectorProcess } from './collector-process.ts';
import type { Credentials } from './https.ts';
import { makeScratchFolder, removeScratchFolder } from './scratch-folder.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const hourMs = 60 * 60 * 1000;

export const { ExtendedKeyUsage, KeyUsageFlags } = x509;

export type Forged = Required<Credentials>;

export type Wanted = {
  /** Hours from now; negative ones are past. */
  fromHours: number;
  toHours: number;
  usages?: readonly string[];
  keyUsage?: number;
  /** Says that the certificate may sign others. */
  authority?: boolean;
};

/** A client certificate with the collector's real authority key behind it, and whatever else is wanted in it. */
export async function signedByTheAuthority(
  collector: Pick<CollectorProcess, 'data' | 'authority'>,
  wanted: Wanted,
): Promise<Forged> {
  const folder = join(collector.data, 'authority');
  const issuer = new x509.X509Certificate(readFileSync(join(folder, 'authority.pem'), 'utf8'));
  const signingKey = await importPrivate(createPrivateKey(readFileSync(join(folder, 'authority-key.pem'))));
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: '4711',
    subject: 'CN=2f0c5f0e-5d3b-4c55-9a3e-0f0f0f0f0f0f',
    issuer: issuer.subject,
    notBefore: new Date(now + wanted.fromHours * hourMs),
    notAfter: new Date(now + wanted.toHours * hourMs),
    signingAlgorithm: algorithm,
    publicKey: await importPublic(keys.publicKey),
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(wanted.authority ?? false, undefined, true),
      new x509.KeyUsagesExtension(wanted.keyUsage ?? x509.KeyUsageFlags.digitalSignature, true),
      ...(wanted.usages ? [new x509.ExtendedKeyUsageExtension([...wanted.usages], true)] : []),
    ],
  });
  return credentials(collector, certificate.toString('pem'), keys.privateKey);
}

/** The authority's own certificate and key, used as if it were an agent's. */
export function theAuthorityItself(collector: CollectorProcess): Forged {
  const key = createPrivateKey(readFileSync(join(collector.data, 'authority', 'authority-key.pem')));
  return credentials(collector, collector.authority, key);
}

/** A good client certificate of another collector's authority. */
export async function ofAForeignAuthority(collector: CollectorProcess, hostId: string): Promise<Forged> {
  const folder = makeScratchFolder();
  try {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const authority = await CertificateAuthority.open(folder);
    const issued = await authority.issueClient(certificateRequest(keys.privateKey, keys.publicKey), hostId);
    if (!issued) throw new Error('the foreign authority refused a good request');
    return credentials(collector, issued.pem, keys.privateKey);
  } finally {
    removeScratchFolder(folder);
  }
}

/** A certificate that vouches for itself, with the subject and issuer of a real one. */
export async function selfSigned(collector: CollectorProcess): Promise<Forged> {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = new x509.X509Certificate(collector.authority);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '4711',
    name: issuer.subject,
    notBefore: new Date(Date.now() - hourMs),
    notAfter: new Date(Date.now() + hourMs),
    signingAlgorithm: algorithm,
    keys: { privateKey: await importPrivate(keys.privateKey), publicKey: await importPublic(keys.publicKey) },
    extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth], true)],
  });
  return credentials(collector, certificate.toString('pem'), keys.privateKey);
}

function credentials(
  collector: Pick<CollectorProcess, 'authority'>,
  certificate: string,
  key: KeyObject,
): Forged {
  const privateKey = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { authority: collector.authority, certificate, privateKey };
}

function importPrivate(key: KeyObject): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', der(key, 'pkcs8'), algorithm, false, ['sign']);
}

function importPublic(key: KeyObject): Promise<CryptoKey> {
  return crypto.subtle.importKey('spki', der(key, 'spki'), algorithm, true, ['verify']);
}

function der(key: KeyObject, type: 'pkcs8' | 'spki'): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(key.export({ type, format: 'der' } as { type: 'pkcs8'; format: 'der' }));
}
