import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoTime } from './iso-time.ts';

test('is what a date says of itself', () => {
  const times = fc.oneof(
    fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }),
    fc.integer({ min: 0, max: 4_000_000_000_000 }),
    fc.double({ min: -1e13, max: 1e13, noNaN: true }),
  );
  fc.assert(fc.property(times, (time) => isoTime(time) === new Date(time).toISOString()));
});

test.each([0, -1, 86_399_999, 86_400_000, 8_640_000_000_000_000, -62_198_755_200_001])('%d', (time) => {
  expect(isoTime(time)).toBe(new Date(time).toISOString());
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 8_640_000_000_000_001])('%d is no time', (time) => {
  expect(() => isoTime(time)).toThrow(RangeError);
});
