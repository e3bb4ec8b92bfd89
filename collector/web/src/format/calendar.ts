import { useSyncExternalStore } from 'react';
import { Kept } from './kept.ts';

/** How dates are written: 2026-11-21, or 令和8年11月21日. */
export type Calendar = 'iso' | 'era';
export const calendars = ['iso', 'era'] as const;

const kept = new Kept<Calendar>('tenken-calendar', calendars);

export function useCalendar(): Calendar {
  return useSyncExternalStore(kept.listen, kept.get);
}

export function chosenCalendar(): Calendar {
  return kept.get();
}

export function chooseCalendar(calendar: Calendar): void {
  kept.set(calendar);
}
