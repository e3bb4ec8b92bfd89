import { answerHeadings, answerOf, answerWords } from '../../documents/forms/answer-sheet/fields.ts';
import type { Entered } from '../../documents/forms/answer-sheet/fields.ts';
import type { ItemChange } from '../../store/bulk-answer-repository.ts';
import { oneLineName, optionalWords, words } from '../checked-input.ts';
import type { Said } from '../said.ts';
import { checked, dayOf, shown } from './refusing.ts';
import type { Refuse } from './refusing.ts';

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
    const known = Object.values(answerWords).join(', ');
    refuse(
      entered.answer === ''
        ? `回答 is missing. Choose one of ${known}, or clear the four columns of the answer.`
        : `${shown(entered.answer)} is no answer. Choose one of ${known}.`,
      'answer',
    );
  }
  const person = checked('person', () => nameIn(entered.person), refuse);
  const expiresOn = checked('until', () => dayOf(entered.until, answerHeadings.until, now), refuse);
  const note = checked(
    'note',
    () =>
      answer === 'not-applicable'
        ? words(entered.note, '確認した内容・理由: the reason why the item does not apply')
        : optionalWords(entered.note, answerHeadings.note),
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
  const name = words(entered, answerHeadings.person);
  oneLineName(name.replaceAll(/\p{Cc}/gu, ' '));
  return name;
}
