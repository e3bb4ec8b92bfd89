import type { AnyControl, Checklist, ChecklistItem } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import { eraDate } from '../documents/japanese/calendar.ts';
import { folded } from '../documents/japanese/folding.ts';
import { readDate } from '../documents/japanese/read-date.ts';
import { dateAt, endOfDate } from './moments.ts';

/** The longest that an answer or an exception may hold: a check comes every year. */
const longestDays = 400;
/** The longest that a plan may look ahead. */
export const longestPlanDays = 5 * 366;
const longestText = 10_000;

/** @throws {TenkenError} `checklist-unknown` */
export function checklistOf(checklists: readonly Checklist[], id: string): Checklist {
  const found = checklists.find((checklist) => checklist.id === id);
  if (found) return found;
  const known = checklists.map((checklist) => checklist.id).join(', ');
  throw new TenkenError('checklist-unknown', `There is no checklist ${id}. There are: ${known}.`);
}

/** @throws {TenkenError} `item-unknown` */
export function itemOf(checklist: Checklist, id: string): ChecklistItem {
  const found = checklist.items.find((item) => folded(item.id) === folded(id));
  if (found) return found;
  throw new TenkenError(
    'item-unknown',
    `${checklist.id} has no item ${id}. tenken checklists ${checklist.id} lists them.`,
  );
}

/** @throws {TenkenError} `control-unknown` */
export function controlOf(controls: readonly AnyControl[], id: string): AnyControl {
  const found = controls.find((control) => control.id === id);
  if (found) return found;
  throw new TenkenError('control-unknown', `There is no control ${id}. tenken controls lists them.`);
}

/**
 * A last day: a date in Japan that is not past and not further away than a check can rely on.
 *
 * @param what how the message names it
 * @throws {TenkenError} `date-invalid`
 */
export function lastDay(
  written: string | undefined,
  what: string,
  now: number,
  mostDays = longestDays,
): string {
  const today = dateAt(now);
  const value = written === undefined ? null : readDate(written);
  const ends = value === null ? null : endOfDate(value);
  if (value === null || ends === null) {
    throw new TenkenError(
      'date-invalid',
      `${what} needs a date such as ${today} or ${eraDate(today, 'short')}: year, month and day.`,
    );
  }
  if (value < today) throw new TenkenError('date-invalid', `${what}: ${value} is past.`);
  if (ends - now > mostDays * 24 * 60 * 60 * 1000) {
    throw new TenkenError('date-invalid', `${what}: ${value} is more than ${mostDays} days away.`);
  }
  return value;
}

/**
 * A moment that is past: a date, which means its end in Japan, or an instant with its zone.
 *
 * @throws {TenkenError} `date-invalid`
 */
export function pastMoment(written: string, now: number): number {
  const value = readDate(written) ?? written;
  const end = endOfDate(value);
  // The day that is not over yet means until now.
  if (end !== null && value === dateAt(now)) return now;
  const ms =
    end ?? (/^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(value) ? Date.parse(value) : Number.NaN);
  if (Number.isNaN(ms)) {
    throw new TenkenError(
      'date-invalid',
      `${value} is neither a date such as 2026-03-31 nor an instant such as 2026-03-31T15:00:00+09:00.`,
    );
  }
  if (ms > now) throw new TenkenError('date-invalid', `${value} is not past yet.`);
  return ms;
}

/** Text that a person wrote. @throws {TenkenError} `usage` when there is none, or too much */
export function words(value: string | undefined, what: string): string {
  const text = optionalWords(value, what);
  if (text === '') throw new TenkenError('usage', `${what} is missing.`);
  return text;
}

/** Text that a person may have written. @throws {TenkenError} `usage` when there is too much */
export function optionalWords(value: string | undefined, what: string): string {
  const text = value?.toWellFormed().trim() ?? '';
  if (text.length > longestText) {
    throw new TenkenError('usage', `${what} is longer than ${longestText} characters.`);
  }
  return text;
}

const longestName = 100;

/** A name as forms print it. @throws {TenkenError} `usage` */
export function oneLineName(name: string): string {
  if (name.length <= longestName && !/\p{Cc}/u.test(name)) return name;
  throw new TenkenError(
    'usage',
    `A name that is printed is one line of ${longestName} characters at most, such as 情報政策課 課長 鈴木花子.`,
  );
}
