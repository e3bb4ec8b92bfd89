import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostIdOfKey, keyFingerprint, typedFingerprint } from './carried-report.ts';
import { seal, sealKeyId, sealRecipient, unseal } from './sealed-file.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
const other = generateKeyPairSync('rsa', { modulusLength: 3072 });

test('what was sealed opens with its key, whatever it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70_000 }), (content) => {
      expect(unseal(seal(content, publicKey), privateKey)).toEqual({
        status: 'opened',
        content: Buffer.from(content),
      });
    }),
    { numRuns: 20 },
  );
});

test('another key is told by its id, and does not open it', () => {
  expect(unseal(seal(Buffer.from('x'), publicKey), other.privateKey)).toEqual({
    status: 'other-key',
    keyId: sealKeyId(publicKey),
  });
});

test('no byte can be changed, and none can be missing or added', () => {
  const sealed = seal(Buffer.from('what a host says'), publicKey);
  for (let at = 0; at < sealed.length; at += 1) {
    for (const change of [1, 0x80]) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ change, at);
      expect(unseal(changed, privateKey).status, `byte ${at}`).not.toBe('opened');
    }
    expect(unseal(sealed.subarray(0, at), privateKey)).toEqual({ status: 'damaged' });
  }
  expect(unseal(Buffer.concat([sealed, Buffer.from([0])]), privateKey)).toEqual({ status: 'damaged' });
});

test('any bytes are damaged, never a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const sequence = Buffer.concat([Buffer.from([0x30]), bytes]);
      expect(unseal(sequence, privateKey)).toEqual({ status: 'damaged' });
    }),
  );
});

test.each([
  ['nothing', ''],
  ['a key of another kind', pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)],
  ['a short key', pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)],
])('%s is no recipient', (_name, text) => {
  expect(() => sealRecipient(text, 'collector.pem')).toThrow(
    /collector\.pem is no certificate to encrypt to/,
  );
});

test('the key itself is a recipient as well as its certificate', () => {
  expect(sealKeyId(sealRecipient(pem(publicKey), 'key.pem'))).toBe(sealKeyId(createPublicKey(privateKey)));
});

test('an id and a fingerprint follow from a key alone', () => {
  const key = createPublicKey(`-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYD54V/vp+54P9DXarYqx4MPcm+HK
RIQzNasYSoRQHQ/6S6Ps8tpMcT+KvIIC8W/e9k0W7Cm72M1P9jU7SLf/vg==
-----END PUBLIC KEY-----`);
  expect(hostIdOfKey(key)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(keyFingerprint(key)).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(keyFingerprint(key)).toBe(typedFingerprint(keyFingerprint(key).toLowerCase().replaceAll('-', ' ')));
});

test.each(['', 'ABCD', 'ABCD-EFGH-JKMN-PQRS-TVW', 'ABCD-EFGH-JKMN-PQRS-TVWXY', 'ABCD-EFGH-JKMN-PQRS-TVWU'])(
  '%s is no fingerprint',
  (typed) => expect(typedFingerprint(typed)).toBeNull(),
);

function pem(key: ReturnType<typeof createPublicKey>): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}
