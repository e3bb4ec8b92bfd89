import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import { expect, test } from 'vitest';
import { certificateRequest } from './csr.ts';

test('an independent reader finds the key and a good signature in the request', async () => {
  for (let round = 0; round < 20; round += 1) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const request = new Pkcs10CertificateRequest(certificateRequest(privateKey, publicKey));
    expect(await request.verify()).toBe(true);
    expect(Buffer.from(request.publicKey.rawData)).toEqual(publicKey.export({ type: 'spki', format: 'der' }));
    expect(request.subject).toMatch(/^CN=tenken-agent-[0-9a-f]{16}$/);
  }
});

test('a request signed by another key does not verify', async () => {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const request = new Pkcs10CertificateRequest(certificateRequest(other.privateKey, own.publicKey));
  expect(await request.verify()).toBe(false);
});
