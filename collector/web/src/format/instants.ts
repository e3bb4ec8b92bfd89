import type { Language } from '@tenken/shared';
import { dateInJapan, eraDate, timeInJapan } from '../../../src/documents/japanese/calendar.ts';
import i18next from 'i18next';
import { chosenCalendar } from './calendar.ts';
import type { Calendar } from './calendar.ts';

/** How a reader wants dates. In English the era is its letter: `R8.11.21`. */
export type DateStyle = { calendar: Calendar; language: Language };

/** What is chosen at this moment; what has to follow when somebody changes it takes `useDateStyle`. */
function chosenStyle(): DateStyle {
  return { calendar: chosenCalendar(), language: i18next.language === 'en' ? 'en' : 'ja' };
}

/** `2026-11-21`, 令和8年11月21日 or `R8.11.21`. @param day `YYYY-MM-DD`, a date in Japan */
export function shownDay(day: string, { calendar, language }: DateStyle = chosenStyle()): string {
  if (calendar === 'iso') return day;
  return eraDate(day, language === 'ja' ? 'long' : 'short');
}

/** `2026-11-21 16:45 JST`, or with seconds where the order of things within a minute matters. */
export function shownInstant(
  iso: string,
  style: DateStyle = chosenStyle(),
  to: 'minute' | 'second' = 'minute',
): string {
  const time = timeInJapan(iso).slice(11, to === 'second' ? 19 : 16);
  return `${shownDay(dateInJapan(iso), style)} ${time} JST`;
}

/** Both calendars, whichever is chosen: `2026-11-21 · 令和8年11月21日`. */
export function exactDay(day: string): string {
  return `${day} · ${eraDate(day)}`;
}

/** As it was sent, in UTC, then both calendars of Japan: `2026-11-21T07:45:12.000Z · 2026-11-21 16:45:12 JST · 令和8年11月21日`. */
export function exactInstant(iso: string): string {
  return `${iso} · ${timeInJapan(iso)} JST · ${eraDate(dateInJapan(iso))}`;
}
