import { expect, test } from 'vitest';
import { Throttle } from './throttle.ts';

test('each failure after the free ones doubles the wait, up to the limit', () => {
  const throttle = new Throttle({ free: 3, firstWaitMs: 1000, longestWaitMs: 8000 });
  const waits: number[] = [];
  for (let [now, begun] = [0, 0]; begun < 9;) {
    const waitMs = throttle.begin('a', now);
    if (waitMs === 0) begun += 1;
    else waits.push(waitMs);
    now += waitMs;
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 8000, 8000]);
});

test('a success forgets, and another key is another one', () => {
  const throttle = new Throttle({ free: 1 });
  expect(throttle.begin('a', 0)).toBe(0);
  expect(throttle.begin('a', 0)).toBe(1000);
  expect(throttle.begin('b', 0)).toBe(0);
  throttle.succeeded('a');
  expect(throttle.begin('a', 0)).toBe(0);
});

test('memory is bounded, whoever comes', () => {
  const throttle = new Throttle({ free: 1, maxKeys: 100 });
  throttle.begin('first', 0);
  for (let key = 0; key < 100; key += 1) throttle.begin(`key ${key}`, 0);
  expect(throttle.failures('first')).toBe(0);
  expect(throttle.failures('key 99')).toBe(1);
});
