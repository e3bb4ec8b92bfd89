import { dateInJapan } from '../documents/japanese/calendar.ts';

/** The date in Japan at an instant, `YYYY-MM-DD`: forms and deadlines go by it. @param ms since 1970 */
export function dateAt(ms: number): string {
  return dateInJapan(new Date(ms).toISOString());
}

/** The last instant of a date in Japan, milliseconds since 1970; null for what is no date. */
export function endOfDate(date: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const begins = Date.parse(`${date}T00:00:00+09:00`);
  if (Number.isNaN(begins) || dateAt(begins) !== date) return null;
  return begins + 24 * 60 * 60 * 1000 - 1;
}
