import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { cryptoProvider, X509CertificateGenerator } from '@peculiar/x509';

cryptoProvider.set(webcrypto as never);

export type KeyAndCertificate = { key: string; cert: string };

const algorithms = {
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  },
  ec: { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' },
} as const;

/** A throw-away self-signed certificate of `NAME.example.jp`. */
export async function selfSigned(
  kind: keyof typeof algorithms,
  name: string = kind,
  notAfter = new Date('2036-01-01T00:00:00Z'),
): Promise<KeyAndCertificate> {
  const algorithm = algorithms[kind];
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}.example.jp`,
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter,
    signingAlgorithm: algorithm,
    keys: keys as never,
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.match(/.{1,64}/g)?.join('\n')}\n-----END PRIVATE KEY-----\n`,
  };
}
