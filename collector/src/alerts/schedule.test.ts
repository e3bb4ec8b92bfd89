import { describe, expect, test } from 'vitest';
import { messagesOf } from './preview.ts';
import { messageDueAt } from './schedule.ts';

const at = (text: string) => Date.parse(`${text}+09:00`);
const dueAt = (...args: Parameters<typeof messageDueAt>) => new Date(messageDueAt(...args)).toISOString();
const iso = (text: string) => new Date(at(text)).toISOString();

describe('a rule that tells at once', () => {
  const schedule = { kind: 'at-once', everyMinutes: 15 } as const;
  const gatherMs = 30_000;

  test('waits a little for more', () => {
    const firstEventAt = at('2026-11-22T10:00:00');
    expect(dueAt(schedule, { lastMessageAt: null, firstEventAt, gatherMs })).toBe(iso('2026-11-22T10:00:30'));
  });

  test('sends no two messages within its interval', () => {
    const firstEventAt = at('2026-11-22T10:05:00');
    const lastMessageAt = at('2026-11-22T10:00:00');
    expect(dueAt(schedule, { lastMessageAt, firstEventAt, gatherMs })).toBe(iso('2026-11-22T10:15:00'));
  });
});

const daily = { kind: 'daily', at: '08:30', evenIfNothing: true } as const;

describe('a digest', () => {
  const times = (firstEventAt: string) => ({
    lastMessageAt: null,
    firstEventAt: at(firstEventAt),
    gatherMs: 0,
  });

  test.each([
    ['2026-11-22T08:29:59', '2026-11-22T08:30:00'],
    ['2026-11-22T08:30:00', '2026-11-23T08:30:00'],
    // Past midnight in Japan it is still the day before in UTC.
    ['2026-11-23T00:10:00', '2026-11-23T08:30:00'],
    ['2026-12-31T09:00:00', '2027-01-01T08:30:00'],
  ])('a day: what happened at %s is told at %s', (event, due) => {
    expect(dueAt(daily, times(event))).toBe(iso(due));
  });

  // 2026-11-23 is a Monday.
  test.each([
    [1, '2026-11-22T12:00:00', '2026-11-23T09:00:00'],
    [1, '2026-11-23T09:00:00', '2026-11-30T09:00:00'],
    [7, '2026-11-23T12:00:00', '2026-11-29T09:00:00'],
    [7, '2026-11-22T08:59:59', '2026-11-22T09:00:00'],
  ])('a week, on day %i: what happened at %s is told at %s', (on, event, due) => {
    expect(dueAt({ kind: 'weekly', on, at: '09:00', evenIfNothing: true }, times(event))).toBe(iso(due));
  });
});

test('of many moments a schedule makes few messages', () => {
  const moments = Array.from({ length: 10_000 }, (_, second) => at('2026-11-22T10:00:00') + second * 1000);
  // 10,000 s are 166 minutes and 40 s.
  expect(messagesOf({ kind: 'at-once', everyMinutes: 15 }, moments, 30_000)).toBe(13);
  expect(messagesOf({ ...daily, at: '08:30' }, moments, 30_000)).toBe(1);
  expect(messagesOf({ ...daily, at: '11:00' }, moments, 30_000)).toBe(2);
  expect(messagesOf({ ...daily, at: '11:00' }, [], 30_000)).toBe(0);
});
