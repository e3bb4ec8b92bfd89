import { TenkenError } from '@tenken/shared';
import type { AnswerField } from '../../documents/forms/answer-sheet/fields.ts';
import { visibleText } from '../../documents/visible-text.ts';
import { lastDay } from '../checked-input.ts';

/** Notes what cannot be taken of a row, in words that say what to do, and in which column it stands. */
export type Refuse = (message: string, column?: AnswerField | null) => void;

/** @returns null when `read` refuses what was entered; the fault is noted */
export function checked<T>(column: AnswerField, read: () => T, refuse: Refuse): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TenkenError)) throw error;
    refuse(error.message, column);
    return null;
  }
}

/** @throws {TenkenError} `date-invalid` */
export function dayOf(text: string, what: string, now: number, mostDays?: number): string {
  if (text !== '' && !/^\d{4}-\d\d-\d\d$/.test(text)) {
    throw new TenkenError(
      'date-invalid',
      `${what}: ${shown(text)} is no date. Write it as 2027-03-31, 2027/3/31, 令和9年3月31日 or R9.3.31.`,
    );
  }
  return lastDay(text === '' ? undefined : text, what, now, mostDays);
}

/** What somebody entered, safe to print and not endless. */
export function shown(text: string): string {
  const plain = Array.from(visibleText(text).replaceAll(/[\n\t]/g, ' '));
  return `'${plain.slice(0, 40).join('')}${plain.length > 40 ? '…' : ''}'`;
}
