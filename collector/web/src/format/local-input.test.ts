import { expect, test } from 'vitest';
import { localInputOf, momentOf } from './local-input.ts';

test('a field for date and time is in Japan', () => {
  expect(localInputOf('2026-11-21T16:45:12.000Z')).toBe('2026-11-22T01:45');
  expect(momentOf('2026-11-22T01:45')).toBe('2026-11-21T16:45:00.000Z');
  expect([momentOf(''), momentOf(null), momentOf('2026-13-40T99:99')]).toEqual([null, null, null]);
});
