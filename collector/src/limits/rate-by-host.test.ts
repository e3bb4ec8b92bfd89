import { expect, test } from 'vitest';
import { RateByHost } from './rate-by-host.ts';

test('so many come at once, then at an even rate; another host is another one', () => {
  const rate = new RateByHost({ perMinute: 6, atOnce: 3 });
  expect([rate.take('a', 0), rate.take('a', 0), rate.take('a', 0)]).toEqual([0, 0, 0]);
  expect(rate.take('a', 0)).toBe(10_000);
  expect(rate.take('a', 4000)).toBe(6000);
  expect(rate.take('b', 4000)).toBe(0);
  expect(rate.take('a', 10_000)).toBe(0);
  expect(rate.take('a', 10_000)).toBe(10_000);
});

test('who waits long enough may come with as many again', () => {
  const rate = new RateByHost({ perMinute: 6, atOnce: 2 });
  for (let count = 0; count < 10; count += 1) rate.take('a', 0);
  expect([rate.take('a', 20_000), rate.take('a', 20_000), rate.take('a', 20_000)]).toEqual([0, 0, 10_000]);
});

test('hosts that have made good are forgotten', () => {
  const rate = new RateByHost({ perMinute: 60, atOnce: 10 });
  for (let host = 0; host < 1000; host += 1) rate.take(`host ${host}`, 100_000);
  expect(rate.size).toBe(1000);
  rate.take('another', 200_000);
  expect(rate.size).toBe(1);
});
