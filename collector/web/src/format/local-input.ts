/** Japan has no summer time. */
const offsetMs = 9 * 3_600_000;

/** A moment as a field for date and time shows it, in Japan's time: `2026-11-21T16:45`. */
export function localInputOf(iso: string): string {
  return new Date(Date.parse(iso) + offsetMs).toISOString().slice(0, 16);
}

/** The moment that such a field holds; null where it holds none. */
export function momentOf(typed: unknown): string | null {
  if (typeof typed !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(typed)) return null;
  const moment = Date.parse(`${typed.slice(0, 16)}:00.000+09:00`);
  return Number.isNaN(moment) ? null : new Date(moment).toISOString();
}
