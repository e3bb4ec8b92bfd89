import { eraDate } from './calendar.ts';

/** What people put between year, month and day, after widths are folded. */
const numbers = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/;
const packed = /^(\d{4})(\d{2})(\d{2})$/;
const era =
  /^(\p{Script=Han}{1,2}|[a-z])\s*(\d{1,2}|元)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/iu;

/** The first and last year of a calendar that knows the eras of today. */
const firstYear = 1873;
const lastYear = 2200;

/**
 * A date as somebody wrote it, in 西暦 or 和暦 and any width: 2027-03-31, 2027/3/31, 2027年3月31日, 20270331,
 * 令和9年3月31日, 令9.3.31, R9.3.31, ㋿9年3月31日.
 *
 * @returns `YYYY-MM-DD`; null for anything else, and for a day that an era does not have
 */
export function readDate(entered: string): string | null {
  const text = entered
    .normalize('NFKC')
    .replaceAll(/[‐‑–−ー]/g, '-')
    .trim();
  const western = numbers.exec(text) ?? packed.exec(text);
  if (western) return existing(western[1], western[2], western[3]);
  const japanese = era.exec(text);
  if (!japanese) return null;
  const [, name = '', year = '', month, day] = japanese;
  const begins = yearBefore(name);
  if (begins === null) return null;
  const date = existing(String(begins + (year === '元' ? 1 : Number(year))), month, day);
  return date !== null && initials(date).includes(name.toUpperCase()) ? date : null;
}

/** A date as a workbook counts it: whole days, 1 is 1900-01-01, with a day too many in that February. */
export function serialOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs + unixSerial;
}

/**
 * The date of a number in a cell; hours and minutes do not count.
 *
 * @param since1904 the workbook counts from 1904, as those of old Macintoshes do
 * @returns null for what is no date after 1900-02
 */
export function dateOfSerial(serial: number, since1904 = false): string | null {
  const days = Math.floor(serial) + (since1904 ? 1462 : 0);
  if (!(days > 60 && days <= 2_958_465)) return null;
  return new Date((days - unixSerial) * dayMs).toISOString().slice(0, 10);
}

const dayMs = 24 * 60 * 60 * 1000;
/** 1970-01-01 in a workbook. */
const unixSerial = 25_569;

function existing(year = '', month = '', day = ''): string | null {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date) ? date : null;
}

/** How the era of a date is called: 令和, 令, R. */
function initials(date: string): string[] {
  const name = /^\P{Nd}+?(?=\d|元年)/u.exec(eraDate(date))?.[0] ?? '';
  return [name, name.slice(0, 1), eraDate(date, 'short').slice(0, 1).toUpperCase()];
}

/** The year before the first of an era; null for a name that no era has. */
function yearBefore(name: string): number | null {
  years ??= new Map(
    Array.from({ length: lastYear - firstYear }, (_, index) => firstYear + index).flatMap((year) => {
      const last = `${year}-12-31`;
      const shown = /^\D+(\d+)\./.exec(eraDate(last, 'short'))?.[1] ?? '1';
      return initials(last).map((initial) => [initial, year - Number(shown)] as const);
    }),
  );
  return years.get(name.toUpperCase()) ?? null;
}

let years: Map<string, number> | null = null;
