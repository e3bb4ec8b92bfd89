import { describe, expect, test } from 'vitest';
import { exactDay, exactInstant, shownDay, shownInstant } from './instants.ts';

const iso = { calendar: 'iso', language: 'ja' } as const;
const era = { calendar: 'era', language: 'ja' } as const;
const eraInEnglish = { calendar: 'era', language: 'en' } as const;

describe('an instant', () => {
  test('is shown by the clock of Japan, and says so', () => {
    expect(shownInstant('2026-11-21T07:45:12.345Z', iso)).toBe('2026-11-21 16:45 JST');
    expect(shownInstant('2026-11-21T07:45:12.345Z', iso, 'second')).toBe('2026-11-21 16:45:12 JST');
    expect(shownInstant('2026-11-21T07:45:12Z', era)).toBe('令和8年11月21日 16:45 JST');
    expect(shownInstant('2026-11-21T07:45:12Z', eraInEnglish)).toBe('R8.11.21 16:45 JST');
  });

  test('is on the next day in Japan from 15:00 in UTC, also over the end of a year and of an era', () => {
    expect(shownInstant('2026-12-31T15:00:00Z', era)).toBe('令和9年1月1日 00:00 JST');
    expect(shownInstant('2026-12-31T14:59:59Z', era)).toBe('令和8年12月31日 23:59 JST');
    expect(shownInstant('2019-04-30T15:00:00Z', era)).toBe('令和元年5月1日 00:00 JST');
    expect(shownInstant('2019-04-30T14:59:00Z', era)).toBe('平成31年4月30日 23:59 JST');
  });

  test('says all of it when it is pointed at', () => {
    expect(exactInstant('2026-11-21T07:45:12.000Z')).toBe(
      '2026-11-21T07:45:12.000Z · 2026-11-21 16:45:12 JST · 令和8年11月21日',
    );
  });
});

describe('a day', () => {
  test('is the one that was written, in either calendar', () => {
    expect(shownDay('2027-03-31', iso)).toBe('2027-03-31');
    expect(shownDay('2027-03-31', era)).toBe('令和9年3月31日');
    expect(shownDay('2027-03-31', eraInEnglish)).toBe('R9.3.31');
    expect(exactDay('2019-12-01')).toBe('2019-12-01 · 令和元年12月1日');
  });
});
