import { useLanguage } from '../i18n/use-text.ts';
import { useCalendar } from './calendar.ts';
import type { DateStyle } from './instants.ts';

/** For text that holds a date and has to follow when somebody chooses the other calendar or language. */
export function useDateStyle(): DateStyle {
  return { calendar: useCalendar(), language: useLanguage() };
}
