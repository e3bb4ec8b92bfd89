import { TenkenError, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { AnswerField } from '../../documents/forms/answer-sheet/fields.ts';
import { answerHeadings } from '../../documents/forms/answer-sheet/fields.ts';
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
  | 'mark-unsupported'
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

/** The sheet is Japanese, so its headings are the same in both languages. */
export function headingOf(column: AnswerField): Text {
  return text(answerHeadings[column], answerHeadings[column]);
}
