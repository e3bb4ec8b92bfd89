import { expect, test } from 'vitest';
import { isSamePerson } from './person.ts';

const sato = { name: '情報政策課 係長 佐藤太郎', account: 'account:sato' };

test.each([
  ['one account under two names', { name: '鈴木花子', account: 'account:sato' }, true],
  ['one name at the console and with an account', { ...sato, account: 'console:root' }, true],
  ['one name with other spaces and widths', { name: '情報政策課　係長佐藤太郎', account: 'account:x' }, true],
  ['two people', { name: '情報政策課 課長 鈴木花子', account: 'account:suzuki' }, false],
])('%s', (_, other, same) => {
  expect(isSamePerson(sato, other)).toBe(same);
});
