import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { bodyLimits, defaultLimits, deskLimits, retryAfterSeconds } from './limits.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../shared/docs/limits.md'), 'utf8');

test('the page of limits names each with its value, and no other', () => {
  const told = [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name, value]) => [name, value]);
  const { connections, ...others } = defaultLimits;
  const set = Object.entries({ ...others, ...bodyLimits, ...deskLimits }).map(([name, value]) => [
    name,
    String(value),
  ]);
  expect(told).toEqual(expect.arrayContaining([['connections', 'from the memory'], ...set]));
  expect(told).toHaveLength(set.length + 1);
  expect(connections).toBeGreaterThanOrEqual(512);
  expect(connections).toBeLessThanOrEqual(10_000);
});

test('the time to come back lies anywhere between the least and the most', () => {
  const limits = { ...defaultLimits, retryAfterLeastSeconds: 30, retryAfterMostSeconds: 300 };
  expect(retryAfterSeconds(limits, 0)).toBe(30);
  expect(retryAfterSeconds(limits, 0.999)).toBe(299);
  const hundred = new Set(Array.from({ length: 100 }, () => retryAfterSeconds(limits)));
  expect(hundred.size).toBeGreaterThan(20);
});
