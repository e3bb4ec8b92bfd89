import type { Language } from '@tenken/shared';

// Dates are `YYYY-MM-DD` as on a calendar in Japan, instants ISO 8601 in UTC. The eras come from the ICU tables of the
// runtime, so a new era arrives with a new Node and needs no line here.

const timeZone = 'Asia/Tokyo';

const longEra = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', { dateStyle: 'long', timeZone: 'UTC' });
const shortEra = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', {
  era: 'narrow',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  timeZone: 'UTC',
});
const yearEra = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', {
  era: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone,
  dateStyle: 'short',
  timeStyle: 'medium',
});

/**
 * How a date is written in 和暦.
 *
 * - `long`: 令和8年11月21日
 * - `letter`: 令和８年11月21日, one-digit numbers full-width, as many offices write in letters
 * - `short`: R8.11.21, as in tables
 */
export type EraStyle = 'long' | 'letter' | 'short';

/**
 * A date in 和暦; the first year of an era is 元年, in the short style 1.
 *
 * @param date `YYYY-MM-DD`
 * @throws {RangeError} for a text that is no date
 */
export function eraDate(date: string, style: EraStyle = 'long'): string {
  const day = midnight(date);
  if (style === 'short') {
    const parts = shortEra.formatToParts(day).filter(({ type }) => type !== 'literal');
    const [era = '', ...numbers] = parts.map(({ value }) => value);
    return era + numbers.join('.');
  }
  const text = longEra.format(day);
  return style === 'letter' ? wideSingleDigits(text) : text;
}

/** 西暦 with 和暦 beside it, as the ministry's rules for tables ask: `2026-11-21（令和8年11月21日）`. */
export function bothCalendars(date: string, style: EraStyle = 'long'): string {
  return `${date}（${eraDate(date, style)}）`;
}

/** The date that a calendar in Japan shows at this instant. */
export function dateInJapan(instant: string): string {
  return timeInJapan(instant).slice(0, 10);
}

/** 2026112109, the hour in UTC, to `2026-11-21 18`. */
const hours = new Map<number, string>();
const mostHours = 10_000;

/**
 * `2026-11-21 18:30:05` of the clock in Japan (JST); the heading beside it says so.
 *
 * @throws {RangeError} for a text that is no instant
 */
export function timeInJapan(instant: string): string {
  // Lists have millions of times, and asking the runtime's tables for each takes longer than all else of a row. Since
  // 1888 the clocks in Japan have been ahead by whole hours, so that minutes and seconds stay as they are.
  if (!withinAnHour.test(instant)) return clock.format(new Date(instant));
  const hour = hourOf(instant);
  let known = hours.get(hour);
  if (known === undefined) {
    known = clock.format(new Date(`${instant.slice(0, 13)}:00:00Z`)).slice(0, -6);
    if (hours.size >= mostHours) hours.clear();
    hours.set(hour, known);
  }
  return known + instant.slice(13, 19);
}

const withinAnHour = /^(?:19|2\d)\d\d-\d\d-\d\dT\d\d:[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/** 2026112109 of `2026-11-21T09…`: texts that are looked up are kept by the runtime, each of a million. */
function hourOf(instant: string): number {
  let hour = 0;
  for (let at = 0; at < 13; at += 1) {
    const digit = instant.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) hour = hour * 10 + digit;
  }
  return hour;
}

/** The fiscal year that a date belongs to: April 2026 to March 2027 is 2026. */
export function fiscalYearOf(date: string): number {
  const day = midnight(date);
  return day.getUTCMonth() < 3 ? day.getUTCFullYear() - 1 : day.getUTCFullYear();
}

export function fiscalYearRange(fiscalYear: number): { from: string; to: string } {
  return { from: `${fiscalYear}-04-01`, to: `${fiscalYear + 1}-03-31` };
}

/**
 * 令和8年度, as in letters 令和８年度. A year in which the era changed bears the new era's name as a whole (2019 is 令和元年度), as the
 * government decided for its budgets on 2019-04-02.
 */
export function fiscalYearName(fiscalYear: number, style: 'long' | 'letter' = 'long'): string {
  const { from, to } = fiscalYearRange(fiscalYear);
  const last = eraYear(to);
  // An era that began between January and March had no year before: the year keeps the name it started with.
  const { era, year } = last.year > 1 ? { era: last.era, year: last.year - 1 } : eraYear(from);
  const name = `${era}${year === 1 ? '元' : year}年度`;
  return style === 'letter' ? wideSingleDigits(name) : name;
}

/** 令和8年度, or `fiscal year 2026`: 和暦 means nothing to readers of English. */
export function fiscalYearIn(language: Language, fiscalYear: number): string {
  return language === 'ja' ? fiscalYearName(fiscalYear) : `fiscal year ${fiscalYear}`;
}

/** R8, as in file names. */
export function fiscalYearShort(fiscalYear: number): string {
  const initial = eraDate(fiscalYearRange(fiscalYear).to, 'short').slice(0, 1);
  const name = fiscalYearName(fiscalYear);
  const year = name.includes('元') ? '1' : name.replaceAll(/\D/g, '');
  return `${initial}${year}`;
}

/** 令和８年１月21日: numbers of one digit full-width, longer ones half-width. */
function wideSingleDigits(text: string): string {
  return text.replaceAll(/(?<!\d)\d(?!\d)/g, (digit) => String.fromCodePoint(Number(digit) + 0xff10));
}

function eraYear(date: string): { era: string; year: number } {
  const parts = yearEra.formatToParts(midnight(date));
  const value = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const year = value('year');
  return { era: value('era'), year: year === '元' ? 1 : Number(year) };
}

function midnight(date: string): Date {
  const day = new Date(`${date}T00:00:00Z`);
  // Date takes 2026-02-30 for the 2nd of March.
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date)) {
    throw new RangeError(`Not a date: ${date}`);
  }
  return day;
}
