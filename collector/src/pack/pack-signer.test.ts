import { createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CertificateAuthority } from '../ca/certificate-authority.ts';
import { chainOf, checkDetachedSignature, detachedSignature } from './cms.ts';
import { openPackSigner } from './pack-signer.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenken-signer-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const yearMs = 365 * 24 * 60 * 60 * 1000;
const content = Buffer.from('sums\n');

test('the key is for its owner only, stays the same, and its certificate names no purpose', async () => {
  const authority = await CertificateAuthority.open(folder);
  const first = await openPackSigner(folder, authority, new Date());
  const second = await openPackSigner(folder, authority, new Date());
  expect(second.certificate).toBe(first.certificate);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'pack-key.pem')).mode & 0o777).toBe(0o600);
  const certificate = new X509Certificate(first.certificate);
  expect(certificate.keyUsage).toBeUndefined();
  expect(certificate.ca).toBe(false);
  expect(chainOf(certificate, first.authorities)?.length).toBe(2);
});

test('a certificate that ends within a year, or is of another authority, is exchanged; the key stays', async () => {
  const authority = await CertificateAuthority.open(folder);
  const first = await openPackSigner(folder, authority, new Date());
  const later = await openPackSigner(folder, authority, new Date(Date.now() + 2.5 * yearMs));
  expect(later.certificate).not.toBe(first.certificate);
  const other = await CertificateAuthority.open(join(folder, 'other'));
  const moved = await openPackSigner(folder, other, new Date());
  expect(new X509Certificate(moved.certificate).verify(createPublicKey(other.certificate))).toBe(true);
  const key = (pem: string) => new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'pem' });
  expect(key(moved.certificate)).toBe(key(first.certificate));
  writeFileSync(join(folder, 'pack-certificate.pem'), 'half a cert');
  const again = await openPackSigner(folder, authority, new Date());
  expect(readFileSync(join(folder, 'pack-certificate.pem'), 'utf8')).toBe(again.certificate);
});

test('a signature covers its content and its attributes, in this one spelling', async () => {
  const signer = await openPackSigner(folder, await CertificateAuthority.open(folder), new Date());
  const at = new Date('2026-11-21T09:00:00Z');
  const signature = detachedSignature(content, signer, at);
  expect(checkDetachedSignature(signature, content)).toMatchObject({ status: 'good', signedAt: at });
  expect(checkDetachedSignature(signature, Buffer.from('other')).status).toBe('bad');
  expect(checkDetachedSignature(Buffer.concat([signature, Buffer.from([0])]), content).status).toBe('bad');
  for (let index = 0; index < signature.length; index += 1) {
    const flipped = Buffer.from(signature);
    flipped[index] = (flipped[index] ?? 0) ^ 0x10;
    const checked = checkDetachedSignature(flipped, content);
    // What is left is in the certificate, which its authority's signature covers.
    const chain = checked.status === 'good' ? chainOf(checked.certificate, signer.authorities) : null;
    expect(chain, `byte ${index}`).toBeNull();
  }
});

test('times from 2050 on are spelled as CMS wants them', async () => {
  const signer = await openPackSigner(folder, await CertificateAuthority.open(folder), new Date());
  const far = new Date('2051-01-01T00:00:00Z');
  expect(checkDetachedSignature(detachedSignature(content, signer, far), content)).toMatchObject({
    signedAt: far,
  });
});
