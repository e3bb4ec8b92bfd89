import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, sha256 } from './canonical-json.ts';
import { contentHash, isSignedBy, signStatement, spelled } from './statement-signature.ts';
import { Submission } from './statement.ts';
import { sampleStatement as statement } from './sample-statement.ts';
import type { Statement } from './statement.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('every signature fits the wire and verifies, whatever its DER length', () => {
  for (let sequence = 1; sequence <= 200; sequence += 1) {
    const signed = { ...statement, sequence };
    const signature = signStatement(signed, privateKey);
    expect(Submission.safeParse({ statement: signed, signature, bodies: [] }).success).toBe(true);
    expect(isSignedBy(canonicalJson(signed), signature, publicKey)).toBe(true);
  }
});

test('a changed character, another key and a changed signature do not verify', () => {
  const signature = signStatement(statement, privateKey);
  const text = canonicalJson(statement);
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  expect(isSignedBy(text, signature, other.publicKey)).toBe(false);
  fc.assert(
    fc.property(
      fc.nat(text.length - 1),
      fc.nat(Buffer.from(signature, 'base64').length - 1),
      (index, byte) => {
        const changed = `${text.slice(0, index)}~${text.slice(index + 1)}`;
        expect(isSignedBy(changed, signature, publicKey)).toBe(false);
        const bytes = Buffer.from(signature, 'base64');
        bytes.writeUInt8(bytes.readUInt8(byte) ^ 1, byte);
        expect(isSignedBy(text, bytes.toString('base64'), publicKey)).toBe(false);
      },
    ),
  );
});

test('the content hash is that of the statement without what an attempt adds, whatever each attempt adds', () => {
  const { sentAt: _, gap: __, ...content } = statement;
  const expected = sha256(canonicalJson(content));
  for (const settings of [
    undefined,
    { sequence: 0, refused: null },
    { sequence: 7, refused: 'older' as const },
  ]) {
    const attempt: Statement = { ...statement, sentAt: '2027-01-01T00:00:00.000Z', gap: null };
    if (settings) attempt.settings = settings;
    expect(contentHash(attempt)).toBe(expected);
    expect(spelled(attempt)).toEqual({ canonical: canonicalJson(attempt), contentHash: expected });
  }
});

test('any text in place of a signature is refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      expect(isSignedBy(canonicalJson(statement), text, publicKey)).toBe(false);
    }),
  );
});
