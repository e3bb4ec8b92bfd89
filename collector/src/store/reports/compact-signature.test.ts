import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { signatureNumbers, signatureText } from './compact-signature.ts';

test('a signature comes back from its numbers as it was, however short they are', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  expect(createPublicKey(privateKey).asymmetricKeyType).toBe('ec');
  const lengths = new Set<number>();
  for (let count = 0; count < 600; count += 1) {
    const signature = sign('sha256', Buffer.from(`${count}`), privateKey).toString('base64');
    const numbers = signatureNumbers(signature);
    expect(numbers).toHaveLength(64);
    expect(numbers && signatureText(numbers)).toBe(signature);
    lengths.add(Buffer.from(signature, 'base64').length);
  }
  expect(lengths.size).toBeGreaterThan(2);
});

test('what is spelled in another way has no numbers', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signature = sign('sha256', Buffer.from('x'), privateKey).toString('base64');
  const short = signature.replace(/=+$/, '');
  for (const odd of ['none', '', `${signature}AAAA`, ...(short === signature ? [] : [short])]) {
    expect(signatureNumbers(odd), odd).toBeNull();
  }
});
