import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eraDate } from './calendar.ts';
import { dateOfSerial, readDate, serialOf } from './read-date.ts';

test.each([
  '2027-03-31',
  '2027/3/31',
  '2027.3.31',
  '２０２７年３月３１日',
  '20270331',
  '令和9年3月31日',
  '令和９年３月31日',
  '令9.3.31',
  'R9.3.31',
  'r9/03/31',
  'Ｒ９．３．３１',
  '㋿9年3月31日',
  ' 2027‐3‐31 ',
])('%s is the last of March 2027', (entered) => {
  expect(readDate(entered)).toBe('2027-03-31');
});

test('first years of eras, and days that an era has not', () => {
  expect(readDate('令和元年5月1日')).toBe('2019-05-01');
  expect(readDate('R1.5.1')).toBe('2019-05-01');
  expect(readDate('H31.4.30')).toBe('2019-04-30');
  expect(readDate('平成元年1月8日')).toBe('1989-01-08');
  expect(readDate('昭和64年1月7日')).toBe('1989-01-07');
  for (const none of ['令和元年4月30日', 'H31.5.1', '平成40年3月31日', '令和0年5月1日']) {
    expect(readDate(none), none).toBeNull();
  }
});

test.each([
  '',
  '2027-02-29',
  '2027-13-01',
  '2027/3',
  '3/31',
  '3/31/2027',
  '27-03-31',
  '年度末',
  'X9.3.31',
  '令和9年度',
  '2027-03-31 頃',
  '46477',
])('%s is no date', (entered) => {
  expect(readDate(entered)).toBeNull();
});

test('numbers in cells are dates as Excel counts them', () => {
  expect(serialOf('2027-03-31')).toBe(46_477);
  expect(dateOfSerial(46_477)).toBe('2027-03-31');
  expect(dateOfSerial(46_477.75)).toBe('2027-03-31');
  expect(dateOfSerial(45_015, true)).toBe('2027-03-31');
  for (const none of [0, 60, -1, Number.NaN, Number.POSITIVE_INFINITY, 20_270_331]) {
    expect(dateOfSerial(none)).toBeNull();
  }
});

test('every date comes back from each way of writing it', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-04-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      (at) => {
        const date = at.toISOString().slice(0, 10);
        for (const style of ['long', 'letter', 'short'] as const) {
          expect(readDate(eraDate(date, style))).toBe(date);
        }
        expect(dateOfSerial(serialOf(date))).toBe(date);
      },
    ),
  );
});
