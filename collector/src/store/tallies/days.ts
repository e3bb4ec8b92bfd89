const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
/** Japan has no summer time. */
const japanMs = 9 * hourMs;

/** Days since 1970-01-01 on a calendar in Japan. @param ms since 1970 */
export function dayNumber(ms: number): number {
  return Math.floor((ms + japanMs) / dayMs);
}

/** `YYYY-MM-DD` of such a day. */
export function dateOfDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The first instant of such a day. */
export function startOfDay(day: number): number {
  return day * dayMs - japanMs;
}

/** Hours since 1970. */
export function hourNumber(ms: number): number {
  return Math.floor(ms / hourMs);
}
