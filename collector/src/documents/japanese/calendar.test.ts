import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bothCalendars,
  dateInJapan,
  eraDate,
  fiscalYearIn,
  fiscalYearName,
  fiscalYearOf,
  fiscalYearRange,
  fiscalYearShort,
  timeInJapan,
} from './calendar.ts';

test.each([
  ['2026-11-21', '令和8年11月21日', '令和８年11月21日', 'R8.11.21'],
  ['2027-01-05', '令和9年1月5日', '令和９年１月５日', 'R9.1.5'],
  ['2019-05-01', '令和元年5月1日', '令和元年５月１日', 'R1.5.1'],
  ['2019-04-30', '平成31年4月30日', '平成31年４月30日', 'H31.4.30'],
  ['1989-01-07', '昭和64年1月7日', '昭和64年１月７日', 'S64.1.7'],
  ['2028-10-10', '令和10年10月10日', '令和10年10月10日', 'R10.10.10'],
])('%s is %s, in letters %s, in tables %s', (date, long, letter, short) => {
  expect([eraDate(date), eraDate(date, 'letter'), eraDate(date, 'short')]).toEqual([long, letter, short]);
});

test('西暦 stands first, 和暦 beside it', () => {
  expect(bothCalendars('2026-03-31')).toBe('2026-03-31（令和8年3月31日）');
});

test('in letters, numbers of one digit are full-width', () => {
  expect(bothCalendars('2026-12-01', 'letter')).toBe('2026-12-01（令和８年12月１日）');
  expect([2026, 2028, 2019].map((year) => fiscalYearName(year, 'letter'))).toEqual([
    '令和８年度',
    '令和10年度',
    '令和元年度',
  ]);
});

test('a day in Japan begins at 15:00 UTC', () => {
  expect(dateInJapan('2026-03-31T14:59:59.999Z')).toBe('2026-03-31');
  expect(dateInJapan('2026-03-31T15:00:00.000Z')).toBe('2026-04-01');
  expect(timeInJapan('2026-11-21T09:30:05.000Z')).toBe('2026-11-21 18:30:05');
  expect(timeInJapan('2026-11-20T15:00:00.000Z')).toBe('2026-11-21 00:00:00');
});

test('any instant is what the tables of the runtime say, also in the summers of 1948 to 1951', () => {
  const tables = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Tokyo',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const instants = fc.date({
    min: new Date('1945-01-01T00:00:00Z'),
    max: new Date('2100-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instants, (at) => {
      expect(timeInJapan(at.toISOString())).toBe(tables.format(at));
    }),
  );
  expect(timeInJapan('1950-07-01T00:00:00Z')).toBe('1950-07-01 10:00:00');
  expect(() => timeInJapan('yesterday')).toThrow(RangeError);
});

test('a fiscal year runs from April to March', () => {
  expect(fiscalYearRange(2026)).toEqual({ from: '2026-04-01', to: '2027-03-31' });
  expect(['2026-03-31', '2026-04-01', '2027-03-31'].map(fiscalYearOf)).toEqual([2025, 2026, 2026]);
});

test.each([
  [2026, '令和8年度', 'R8'],
  [2019, '令和元年度', 'R1'],
  [2018, '平成30年度', 'H30'],
  [1989, '平成元年度', 'H1'],
])('%i is %s', (year, name, short) => {
  expect([fiscalYearName(year), fiscalYearShort(year)]).toEqual([name, short]);
});

test('English names a fiscal year by 西暦', () => {
  expect([fiscalYearIn('ja', 2026), fiscalYearIn('en', 2026)]).toEqual(['令和8年度', 'fiscal year 2026']);
});

test.each(['2026-02-30', '2026-13-01', '26-01-01', '', '2026-11-21T00:00:00Z'])('%s is no date', (date) => {
  expect(() => eraDate(date)).toThrow(RangeError);
});
