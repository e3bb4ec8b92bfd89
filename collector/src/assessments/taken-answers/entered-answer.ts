import { answerChoices, answerOf } from '../../documents/forms/answer-sheet/fields.ts';
import { text } from '@tenken/shared';
import type { Entered } from '../../documents/forms/answer-sheet/fields.ts';
import type { ItemChange } from '../../store/assessments/bulk-answer-repository.ts';
import { lastDay, oneLineName, optionalWords, words } from '../checked-input.ts';
import type { Said } from '../said.ts';
import { shown } from '../shown.ts';
import { checked, headingOf } from './refusing.ts';
import type { Refuse } from './refusing.ts';

const whyNot = text(
  '確認した内容・理由: 対象外とする理由',
  '確認した内容・理由: the reason why the item does not apply',
);

export const answerGroup = ['answer', 'note', 'person', 'until'] as const;

/**
 * The answer that the four columns of a row say; all of them empty withdraw the one before.
 *
 * @returns undefined where nothing is to change, or something cannot
 */
export function attestationOf(
  entered: Entered,
  before: Said['attestation'],
  { now, newId }: { now: number; newId: () => string },
  refuse: Refuse,
): ItemChange['attestation'] {
  if (answerGroup.every((field) => entered[field] === '')) return before ? null : undefined;
  const answer = answerOf(entered.answer);
  if (answer === null) {
    const [ja, en] = [answerChoices.join('、'), answerChoices.join(', ')];
    const message =
      entered.answer === ''
        ? text(
            `回答がありません。${ja}から選ぶか、回答の4つの列を空にしてください。`,
            `回答 is missing. Choose one of ${en}, or clear the four columns of the answer.`,
          )
        : text(
            `${shown(entered.answer)}という回答はありません。${ja}から選んでください。`,
            `${shown(entered.answer)} is no answer. Choose one of ${en}.`,
          );
    refuse({ code: 'answer-unknown', message }, 'answer');
  }
  const person = checked('person', () => nameIn(entered.person), refuse);
  const expiresOn = checked('until', () => lastDay(entered.until, headingOf('until'), now), refuse);
  const note = checked(
    'note',
    () =>
      answer === 'not-applicable'
        ? words(entered.note, whyNot)
        : optionalWords(entered.note, headingOf('note')),
    refuse,
  );
  if (answer === null || person === null || expiresOn === null || note === null) return undefined;
  const isSame =
    before?.answer === answer &&
    before.note === note &&
    before.person === person &&
    before.expiresOn === expiresOn;
  if (isSame) return undefined;
  return { id: newId(), answer, note, person, expiresOn, keepsFiles: before?.answer === answer };
}

/** Cells may hold line breaks and worse, which forms show; only what no form has room for is refused. */
function nameIn(entered: string): string {
  const name = words(entered, headingOf('person'));
  oneLineName(name.replaceAll(/\p{Cc}/gu, ' '));
  return name;
}
