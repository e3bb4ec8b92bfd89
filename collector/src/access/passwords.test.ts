import { expect, test } from 'vitest';
import { commonPasswords } from './common-passwords.ts';
import { hashPassword, shortestPassword, verifyPassword, weaknessOf } from './passwords.ts';

test.each([
  ['too short', '9letters!'],
  ['on every list', 'Password123'],
  ['on every list, typed full-width', 'ｐａｓｓｗｏｒｄ１２３'],
  ['the name of the account', 'x-Tanaka-2026'],
  ['one character again and again', 'aaaaaaaaaaaaaaaa'],
])('a password that is %s is not taken', (_name, password) => {
  expect(weaknessOf(password, 'tanaka')).toMatch(/^Send /);
});

test.each(['ten letter', 'ひとつの静かな長い文章です', 'aB3$xY7!kQ'])('%s is taken', (password) => {
  expect(weaknessOf(password, 'tanaka')).toBeNull();
});

test('the list holds no password that would be refused for its length anyway', () => {
  expect([...commonPasswords].filter((password) => password.length < shortestPassword)).toEqual([]);
});

test('a hash fits its password alone, however an input method writes it, and never twice the same', async () => {
  const [one, two] = [await hashPassword('passＷord 123!'), await hashPassword('passWord 123!')];
  expect(one).not.toBe(two);
  expect(await verifyPassword('passWord 123!', one)).toBe(true);
  expect(await verifyPassword('password 123!', one)).toBe(false);
  expect(await verifyPassword('passWord 123!', null)).toBe(false);
  expect(await verifyPassword('', null)).toBe(false);
});

test('more at once than may wait are told to come back', async () => {
  const tries = await Promise.allSettled(Array.from({ length: 60 }, () => verifyPassword('x', null)));
  const refused = tries.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(60 - 2 - 32);
  expect(refused[0]).toMatchObject({ reason: { status: 503, retryAfterSeconds: 5 } });
  expect(await verifyPassword('x', null)).toBe(false);
});
