import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { intervalDaysOf } from './interval.ts';

test.each([
  ['毎日', 1],
  ['毎週', 7],
  ['毎月', 31],
  [' Monthly ', 31],
  ['１４', 14],
  ['30日', 30],
  ['1 day', 1],
  ['366', 366],
])('%s', (declared, days) => {
  expect(intervalDaysOf(declared)).toBe(days);
});

test.each(['ときどき', '', '0', '367', '-7', '7.5', '必要に応じて', '毎月か毎年', '随時', 'Infinity'])(
  '%s is no interval',
  (declared) => {
    expect(intervalDaysOf(declared)).toBeNull();
  },
);

test('any text is an interval of 1 to 366 days or none', () => {
  fc.assert(
    fc.property(fc.string(), (declared) => {
      const days = intervalDaysOf(declared);
      expect(days === null || (days >= 1 && days <= 366)).toBe(true);
    }),
  );
});
