import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { correctedTime } from './claimed-time.ts';

const received = Date.UTC(2026, 10, 21);
const year = 365 * 24 * 60 * 60 * 1000;

test.each([
  ['right', 0],
  ['10 years ahead', 10 * year],
  ['10 years behind', -10 * year],
  ['in 1970', -received],
])('with a clock that is %s, evidence is as old as it was when it left', (_name, skew) => {
  const sent = received + skew;
  expect(correctedTime(sent - 5000, sent, received, 0)).toBe(received - 5000);
});

test('when the clock was put back in between, the age is unknown and counts as the oldest possible', () => {
  expect(correctedTime(received + year, received, received, received - 99)).toBe(received - 99);
});

test('a correction of seconds is no such case', () => {
  expect(correctedTime(received + 2000, received, received, received - 99)).toBe(received);
});

test('nothing is ever newer than its arrival', () => {
  const instant = fc.integer({ min: 0, max: 2 * received });
  fc.assert(
    fc.property(instant, instant, instant, (claimed, sent, earliest) => {
      expect(correctedTime(claimed, sent, received, earliest)).toBeLessThanOrEqual(received);
    }),
  );
});
