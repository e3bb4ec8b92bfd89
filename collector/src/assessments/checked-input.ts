import type { AnyControl, Checklist, ChecklistItem } from '@tenken/controls';
import { TenkenError, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { exampleDates } from '../documents/japanese/example-dates.ts';
import { folded } from '../documents/japanese/folding.ts';
import { readDate } from '../documents/japanese/read-date.ts';
import { dateAt, endOfDate } from './moments.ts';
import { shown } from './shown.ts';
import { ToldError } from '../told-error.ts';

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
 * @throws {ToldError} `date-invalid`
 */
export function lastDay(
  written: string | undefined,
  what: Text,
  now: number,
  mostDays = longestDays,
): string {
  const today = dateAt(now);
  const value = written === undefined ? null : readDate(written);
  const ends = value === null ? null : endOfDate(value);
  if (value === null || ends === null) {
    const { ja, en } = exampleDates(today);
    throw written === undefined || written.trim() === ''
      ? dateInvalid(
          `${what.ja}が空です。${ja}のように、年月日で書いてください。`,
          `${what.en} is empty. Write year, month and day, as in ${en}.`,
        )
      : dateInvalid(
          `${what.ja}: ${shown(written)}は日付として読めません。${ja}のように、年月日で書いてください。`,
          `${what.en}: ${shown(written)} is no date. Write year, month and day, as in ${en}.`,
        );
  }
  if (value < today) {
    throw dateInvalid(`${what.ja}: ${value}は過ぎています。`, `${what.en}: ${value} is past.`);
  }
  if (ends - now > mostDays * 24 * 60 * 60 * 1000) {
    throw dateInvalid(
      `${what.ja}: ${value}は${mostDays}日より先です。`,
      `${what.en}: ${value} is more than ${mostDays} days away.`,
    );
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
    throw dateInvalid(
      `${value}は、2026-03-31のような日付でも、2026-03-31T15:00:00+09:00のような日時でもありません。`,
      `${value} is neither a date such as 2026-03-31 nor an instant such as 2026-03-31T15:00:00+09:00.`,
    );
  }
  if (ms > now) throw dateInvalid(`${value}はまだ過ぎていません。`, `${value} is not past yet.`);
  return ms;
}

function dateInvalid(ja: string, en: string): ToldError {
  return ToldError.of('date-invalid', text(ja, en));
}

/** Text that a person wrote. @throws {ToldError} `usage` when there is none, or too much */
export function words(value: string | undefined, what: Text): string {
  const written = optionalWords(value, what);
  if (written !== '') return written;
  throw ToldError.of('usage', text(`${what.ja}を入力してください。`, `${what.en} is missing.`));
}

/** Text that a person may have written. @throws {ToldError} `usage` when there is too much */
export function optionalWords(value: string | undefined, what: Text): string {
  const written = value?.toWellFormed().trim() ?? '';
  if (written.length <= longestText) return written;
  throw ToldError.of(
    'usage',
    text(
      `${what.ja}: ${longestText}文字を超えています。`,
      `${what.en} is longer than ${longestText} characters.`,
    ),
  );
}

const longestName = 100;

/** A name as forms print it. @throws {ToldError} `usage` */
export function oneLineName(name: string): string {
  if (name.length <= longestName && !/\p{Cc}/u.test(name)) return name;
  throw ToldError.of(
    'usage',
    text(
      `様式に印字する職・氏名は、${longestName}文字までの1行で書いてください（例: 情報政策課 課長 鈴木花子）。`,
      `A name that is printed is one line of ${longestName} characters at most, such as 情報政策課 課長 鈴木花子.`,
    ),
  );
}
