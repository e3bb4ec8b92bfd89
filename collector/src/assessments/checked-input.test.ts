import { expect, test } from 'vitest';
import { text } from '@tenken/shared';
import { lastDay, pastMoment } from './checked-input.ts';

const it = text('それ', 'It');
// 00:30 on 22 November in Japan.
const now = Date.parse('2026-11-21T15:30:00Z');

test('a last day is a date in Japan that is not past and not too far away', () => {
  expect(lastDay('2026-11-22', it, now)).toBe('2026-11-22');
  expect(lastDay('2027-03-31', it, now)).toBe('2027-03-31');
  for (const written of ['2026/12/1', '令和8年12月1日', 'R8.12.1', '２０２６－１２－０１']) {
    expect(lastDay(written, it, now)).toBe('2026-12-01');
  }
  for (const bad of [undefined, '', '2026-11-21', '2026-02-30', '2028-12-31', '2026/13/01', '年度末']) {
    expect(() => lastDay(bad, it, now), String(bad)).toThrow(
      expect.objectContaining({ code: 'date-invalid' }),
    );
  }
});

test('a past moment is the end of a date in Japan, or an instant with its zone', () => {
  expect(new Date(pastMoment('2026-03-31', now)).toISOString()).toBe('2026-03-31T14:59:59.999Z');
  expect(pastMoment('2026-11-22', now)).toBe(now);
  expect(pastMoment('2026-11-21T15:00:00+09:00', now)).toBe(Date.parse('2026-11-21T06:00:00Z'));
  for (const bad of ['2026-11-23', '2026-11-21T15:00:00', 'yesterday', '2026-02-30']) {
    expect(() => pastMoment(bad, now), bad).toThrow(expect.objectContaining({ code: 'date-invalid' }));
  }
});
