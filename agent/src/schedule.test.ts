import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isScanDue, nextScanAt } from './schedule.ts';

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

/** Runs days of looking every minute. @returns uptimes at which a scan was made */
function scansOf(minutes: number, clock: (minute: number) => number, awake: (minute: number) => boolean) {
  const id = 'a2b6a1c4';
  const made: number[] = [];
  let last: { atMs: number; uptimeMs: number } | null = null;
  for (let minute = 0; minute < minutes; minute += 1) {
    if (!awake(minute)) continue;
    const now = clock(minute);
    const uptimeMs = minute * 60_000;
    if (!isScanDue(now, uptimeMs, last, hour, id)) continue;
    last = { atMs: now, uptimeMs };
    made.push(uptimeMs);
  }
  return made;
}

test('F47: one scan in each interval, whatever the clock does, and never two within half of one', () => {
  const start = Date.UTC(2026, 10, 21);
  const always = () => true;
  const year = 365 * 24 * hour;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20 * year, max: 20 * year }), { maxLength: 30 }), (jumps) => {
      const clock = (minute: number) => start + minute * 60_000 + (jumps[Math.floor(minute / 48)] ?? 0);
      const made = scansOf(24 * 60, clock, always);
      expect(made.length).toBeGreaterThanOrEqual(23);
      expect(made.length).toBeLessThanOrEqual(48);
      for (const [index, at] of made.slice(1).entries()) {
        expect(at - (made[index] ?? 0)).toBeGreaterThanOrEqual(hour / 2);
        expect(at - (made[index] ?? 0)).toBeLessThanOrEqual(hour);
      }
    }),
    { numRuns: 50 },
  );
});

test('F47: 100 resumes a day make no more than one scan in each interval', () => {
  const start = Date.UTC(2026, 10, 21);
  // Four minutes awake of each fourteen.
  const made = scansOf(
    24 * 60,
    (minute) => start + minute * 60_000,
    (minute) => minute % 14 < 4,
  );
  expect(made.length).toBeLessThanOrEqual(25);
  expect(made.length).toBeGreaterThanOrEqual(20);
});

test('F47: after a restart of the machine the clock tells, so that restarts make no storm', () => {
  const at = nextScanAt(Date.UTC(2026, 10, 21), hour, 'h') + 1000;
  const last = { atMs: at, uptimeMs: 9 * hour };
  expect(isScanDue(at + 20 * 60_000, 1000, last, hour, 'h')).toBe(false);
  expect(isScanDue(at + hour, 1000, last, hour, 'h')).toBe(true);
  expect(isScanDue(at, 1000, null, hour, 'h')).toBe(true);
});
