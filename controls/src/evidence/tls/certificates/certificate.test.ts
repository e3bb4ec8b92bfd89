import { readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { isProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CertificateFacts } from './certificate.ts';
import { describeChain } from './chain.ts';
import { signatureAlgorithm } from './signature-algorithm.ts';

const pem = readFileSync(`${import.meta.dirname}/testcases/certificates.pem`, 'utf8');
const ders =
  pem
    .match(/-----BEGIN[^]+?END CERTIFICATE-----/g)
    ?.map((one) => new Uint8Array(new X509Certificate(one).raw)) ?? [];
const [pss, ed25519, odd, md5] = ders as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

describe('describeChain', () => {
  test('reads RSASSA-PSS with its hash from the parameters', () => {
    expect(describeChain([pss], undefined)?.certificates[0]).toMatchObject({
      keyType: 'rsa',
      keyBits: 2048,
      signatureHash: 'sha384',
      signatureOid: '1.2.840.113549.1.1.10',
      selfSigned: true,
      issuedByNext: null,
    });
  });

  test('reads Ed25519, which has no hash of its own to choose', () => {
    expect(describeChain([ed25519], undefined)?.certificates[0]).toMatchObject({
      keyType: 'ed25519',
      keyBits: 256,
      signatureHash: 'none',
    });
  });

  test('reads MD5', () => {
    expect(describeChain([md5], undefined)?.certificates[0]).toMatchObject({
      signatureHash: 'md5',
      signatureOid: '1.2.840.113549.1.1.4',
    });
  });

  test('bounds names and takes control characters out of them', () => {
    const [facts] = describeChain([odd], undefined)?.certificates ?? [];
    expect(CertificateFacts.safeParse(facts).success).toBe(true);
    expect(facts?.names).toHaveLength(20);
    expect(facts?.subject).not.toMatch(/\p{Cc}/u);
  });

  test('says whether the next certificate issued this one', () => {
    expect(describeChain([pss, ed25519], undefined)?.certificates.map((facts) => facts.issuedByNext)).toEqual(
      [false, null],
    );
  });

  test('takes no PEM and no garbage', () => {
    expect(describeChain([Buffer.from(pem)], undefined)).toBeNull();
    expect(describeChain([pss, Uint8Array.of(0x30, 0)], undefined)).toBeNull();
    expect(describeChain([], undefined)).toBeNull();
  });

  test('gives facts or null for any mutation', () => {
    const change = fc.record({ at: fc.nat(pss.length - 1), value: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const mutated = Uint8Array.from(pss);
        for (const { at, value } of changes) mutated[at] = value;
        const facts = describeChain([mutated], undefined)?.certificates ?? null;
        expect(facts === null || CertificateFacts.safeParse(facts[0]).success).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

test('signatureAlgorithm gives an algorithm or unparsable for any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        signatureAlgorithm(Uint8Array.of(0x30, bytes.length, 0x30, 2, 5, 0, ...bytes));
      } catch (error) {
        expect(isProbeError(error, 'unparsable')).toBe(true);
      }
    }),
  );
});
