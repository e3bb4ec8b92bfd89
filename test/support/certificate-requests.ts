import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { certificateRequest } from '../../agent/src/identity/csr.ts';

const p256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const p384 = { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' } as const;
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
} as const;

/** As an agent makes it. */
export function goodRequest(): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return certificateRequest(privateKey, publicKey);
}

/** A request for somebody else's public key: its sender does not hold the private one. */
export function requestForAnotherKey(): string {
  const mine = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const theirs = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return certificateRequest(mine.privateKey, theirs.publicKey);
}

/** A well-made request for a key of a kind that is not accepted. */
export async function requestOfKind(kind: 'rsa' | 'p384'): Promise<string> {
  const algorithm = kind === 'rsa' ? rsa : p384;
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=odd',
    keys,
    signingAlgorithm: algorithm,
  });
  return request.toString('pem');
}

/** A request whose signature was changed in its last byte. */
export function requestWithBrokenSignature(): string {
  const der = Buffer.from(goodRequest().replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
  return pemOf(der, 'CERTIFICATE REQUEST');
}

/** A certificate where a request is expected. */
export async function certificateInstead(): Promise<string> {
  const keys = await crypto.subtle.generateKey(p256, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=odd',
    keys,
    signingAlgorithm: p256,
  });
  return certificate.toString('pem');
}

export function pemOf(der: Buffer, label: string): string {
  return `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`;
}
