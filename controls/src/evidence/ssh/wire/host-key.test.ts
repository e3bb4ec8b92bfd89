import { expect, test } from 'vitest';
import { mpint, string, uint32 } from './fields.ts';
import { parseHostKey } from './host-key.ts';

const blob = (...fields: Uint8Array[]) => Buffer.concat(fields);
const number = (bits: number) =>
  mpint(Buffer.concat([Buffer.from([1 << ((bits - 1) % 8)]), Buffer.alloc(Math.ceil(bits / 8) - 1)]));
const rsa = (bits: number) => blob(string('ssh-rsa'), mpint(Buffer.from([1, 0, 1])), number(bits));
const ed25519 = blob(string('ssh-ed25519'), string(Buffer.alloc(32, 7)));

test.each([
  ['RSA', rsa(3072), { type: 'ssh-rsa', bits: 3072 }],
  ['RSA of an odd length', rsa(1023), { bits: 1023 }],
  ['DSA', blob(string('ssh-dss'), number(1024), number(160), number(1024), number(1024)), { bits: 1024 }],
  ['Ed25519', ed25519, { type: 'ssh-ed25519', bits: 256, authority: null }],
  [
    'ECDSA',
    blob(string('ecdsa-sha2-nistp521'), string('nistp521'), string(Buffer.alloc(133, 4))),
    { bits: 521 },
  ],
  [
    'a certificate',
    blob(
      string('ssh-ed25519-cert-v01@openssh.com'),
      string('nonce'),
      string(Buffer.alloc(32, 7)),
      Buffer.alloc(8),
      uint32(2),
      string('id'),
      string('host'),
      Buffer.alloc(16),
      string(''),
      string(''),
      string(''),
      string(rsa(2048)),
      string('signature'),
    ),
    { type: 'ssh-ed25519-cert-v01@openssh.com', bits: 256, authority: { type: 'ssh-rsa', bits: 2048 } },
  ],
])('reads a key of %s', (_what, key, expected) => {
  expect(parseHostKey(key)).toMatchObject(expected);
});

test('shows the fingerprint that ssh-keygen shows', () => {
  const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIPDr0zw+QPdqZak7c1Y2dGP9BlyaBIoTWAEjGZAAyr76';
  expect(parseHostKey(Buffer.from(key, 'base64')).sha256).toBe('Ga0UWWGS0Sk5AL5bM8uRrzW+xS9tWZL+UwL2VHxbzZ0');
});

test.each([
  [
    'of another curve',
    blob(string('ecdsa-sha2-nistp256'), string('nistp384'), string(Buffer.alloc(65))),
    'curve',
  ],
  ['with a short point', blob(string('ssh-ed25519'), string(Buffer.alloc(31))), 'point'],
  ['with more behind it', blob(ed25519, Buffer.alloc(1)), 'follows'],
  ['of an unknown type', blob(string('x509v3-ssh-rsa'), string('')), 'x509v3-ssh-rsa'],
  ['that is cut', rsa(2048).subarray(0, -1), 'left'],
])('a key %s is refused', (_what, key, message) => {
  expect(() => parseHostKey(key)).toThrow(message);
});
