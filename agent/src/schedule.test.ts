import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextScanAt } from './schedule.ts';

const hour = 3_600_000;

test('the next scan is later than now, within one interval, and always at the host own place', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), fc.uuid(), (now, id) => {
      const at = nextScanAt(now, hour, id);
      expect(at).toBeGreaterThan(now);
      expect(at).toBeLessThanOrEqual(now + hour);
      expect(nextScanAt(at, hour, id)).toBe(at + hour);
    }),
  );
});

test('a thousand hosts spread over the interval', () => {
  const quarters = [0, 0, 0, 0];
  for (let index = 0; index < 1000; index += 1) {
    const quarter = Math.floor((nextScanAt(0, hour, `host ${index}`) - 1) / (hour / 4));
    quarters[quarter] = (quarters[quarter] ?? 0) + 1;
  }
  for (const count of quarters) expect(count).toBeGreaterThan(180);
});
