import { TenkenError, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { AnswerField } from '../../documents/forms/answer-sheet/fields.ts';
import { answerHeadings } from '../../documents/forms/answer-sheet/fields.ts';
import { visibleText } from '../../documents/visible-text.ts';
import { lastDay } from '../checked-input.ts';
import { ToldError } from '../../told-error.ts';

/** What can be wrong with a row, as programs read it. */
export type RowFaultCode =
  | 'answer-unknown'
  | 'date-invalid'
  | 'edited-meanwhile'
  | 'item-missing'
  | 'item-not-asked'
  | 'item-not-in-file'
  | 'item-twice'
  | 'item-unknown'
  | 'mark-unknown'
  | 'plan-missing'
  | 'reason-missing'
  | 'text-invalid';

/** Something that cannot be taken, in words that say what to do. */
export type Wrong = { code: RowFaultCode; message: Text };

/** Notes what cannot be taken of a row, and in which column it stands. */
export type Refuse = (wrong: Wrong, column: AnswerField) => void;

/** @returns null when `read` refuses what was entered; the fault is noted */
export function checked<T>(column: AnswerField, read: () => T, refuse: Refuse): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TenkenError)) throw error;
    const message = (error instanceof ToldError && error.told.why) || text(error.message, error.message);
    refuse({ code: error.code === 'date-invalid' ? 'date-invalid' : 'text-invalid', message }, column);
    return null;
  }
}

/** @throws {ToldError} `date-invalid` */
export function dayOf(entered: string, column: AnswerField, now: number, mostDays?: number): string {
  const what = headingOf(column);
  if (entered !== '' && !/^\d{4}-\d\d-\d\d$/.test(entered)) {
    throw ToldError.of(
      'date-invalid',
      text(
        `${what.ja}: ${shown(entered)}は日付として読めません。2027-03-31、2027/3/31、令和9年3月31日、R9.3.31のように書いてください。`,
        `${what.en}: ${shown(entered)} is no date. Write it as 2027-03-31, 2027/3/31, 令和9年3月31日 or R9.3.31.`,
      ),
    );
  }
  return lastDay(entered === '' ? undefined : entered, what, now, mostDays);
}

/** The sheet is Japanese, so its headings are the same in both languages. */
export function headingOf(column: AnswerField): Text {
  return text(answerHeadings[column], answerHeadings[column]);
}

/** What somebody entered, safe to print and not endless. */
export function shown(entered: string): string {
  const plain = Array.from(visibleText(entered).replaceAll(/[\n\t]/g, ' '));
  return `'${plain.slice(0, 40).join('')}${plain.length > 40 ? '…' : ''}'`;
}
