const inJapan = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo', dateStyle: 'short' });

/** The date in Japan at an instant, `YYYY-MM-DD`: forms, deadlines and fiscal years go by it. */
export function dateInJapan(ms: number): string {
  return inJapan.format(ms);
}

/** The last instant of a date in Japan, milliseconds since 1970; null for what is no date. */
export function endOfDate(date: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const begins = Date.parse(`${date}T00:00:00+09:00`);
  if (Number.isNaN(begins) || dateInJapan(begins) !== date) return null;
  return begins + 24 * 60 * 60 * 1000 - 1;
}

/** 年度 of a date: April 2026 to March 2027 is 2026. */
export function fiscalYearOf(date: string): number {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return month >= 4 ? year : year - 1;
}
