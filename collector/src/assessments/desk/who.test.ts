import { expect, test } from 'vitest';
import { printedName } from './who.ts';

const who = { actor: 'account:sato', now: 0, person: '係長 佐藤太郎' };

test('the name that is written goes before that of the account', () => {
  expect(printedName(' 課長 鈴木花子 ', who)).toBe('課長 鈴木花子');
  expect(printedName(undefined, who)).toBe('係長 佐藤太郎');
});

test.each([
  ['nobody knows the name', undefined, { ...who, person: null }, 'person-missing'],
  ['an empty name is written', '  ', who, 'person-missing'],
  ['it has lines', '課長\n鈴木', who, 'usage'],
  ['it is longer than forms have room for', '長'.repeat(101), who, 'usage'],
])('refused where %s', (_, written, from, code) => {
  expect(() => printedName(written, from)).toThrow(expect.objectContaining({ code }));
});
