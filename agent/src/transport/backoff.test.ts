import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('grows as 2^n seconds with full jitter, to an hour at most', () => {
  expect([1, 2, 5, 11].map((failures) => backoffMs(failures, null, 0.5))).toEqual([
    1000, 2000, 16_000, 1_024_000,
  ]);
  fc.assert(
    fc.property(fc.nat(10_000), random, (failures, chance) => {
      const wait = backoffMs(failures, null, chance);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(3_600_000);
    }),
  );
});

test('never comes back before the time that the collector named', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(86_400_000), random, (failures, retryAfter, chance) => {
      expect(backoffMs(failures, retryAfter, chance)).toBeGreaterThanOrEqual(retryAfter);
    }),
  );
});

test('a thousand agents that failed as often as each other spread over the whole time', () => {
  const waits = Array.from({ length: 1000 }, (_, index) => backoffMs(12, null, index / 1000));
  expect(Math.min(...waits)).toBeLessThan(10_000);
  expect(Math.max(...waits)).toBeGreaterThan(3_500_000);
});
