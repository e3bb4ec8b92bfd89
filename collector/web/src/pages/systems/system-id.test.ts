import { expect, test } from 'vitest';
import { foldedId, isSystemId } from './system-id.ts';

test.each([
  ['Ｊｕｋｉ', 'juki', true],
  [' juki－net ', 'juki-net', true],
  ['住基', '住基', false],
  ['-juki', '-juki', false],
  ['', '', false],
])('%j is the id %j', (typed, id, isOne) => {
  expect([foldedId(typed), isSystemId(foldedId(typed))]).toEqual([id, isOne]);
});
