import { answerHeadings, chosenRole } from '../../documents/forms/answer-sheet/fields.ts';
import type { Entered } from '../../documents/forms/answer-sheet/fields.ts';
import type { KeptItem } from '../../documents/forms/answer-sheet/kept-sheet.ts';
import type { ItemChange } from '../../store/bulk-answer-repository.ts';
import { optionalWords } from '../checked-input.ts';
import { itemBasis } from '../item-basis.ts';
import { dateAt } from '../moments.ts';
import type { AssessmentRecord } from '../record.ts';
import type { Said } from '../said.ts';
import { checked, shown } from './refusing.ts';
import type { Refuse } from './refusing.ts';

type EntryContext = {
  entered: Entered;
  wanted: Entered;
  kept: KeptItem;
  said: Said;
  /** With what the row changes of the answer and the plan. */
  change: ItemChange;
  record: AssessmentRecord;
  now: number;
};

/**
 * The mark and 特記事項 that a row chooses, with what they rest on.
 *
 * @returns undefined where nothing is to change, or something cannot
 */
export function entryOf(
  { entered, wanted, kept, said, change, record, now }: EntryContext,
  refuse: Refuse,
): ItemChange['entry'] {
  const chosen = chosenRole(entered.mark);
  const { marks } = record.checklist;
  const known = marks.map(({ mark }) => mark).join(' ');
  if (chosen === null) {
    refuse(`${shown(entered.mark)} is no mark of the form. Choose 提案のとおり or one of ${known}.`, 'mark');
    return undefined;
  }
  if (chosen !== 'proposed' && !marks.some(({ role }) => role === chosen)) {
    refuse(
      `The form has no mark for ${shown(entered.mark)}. Choose 提案のとおり or one of ${known}.`,
      'mark',
    );
    return undefined;
  }
  const role = chosen === 'proposed' ? null : chosen;
  // The draft that the cell began with is nobody's text.
  const isDraft = entered.remarks === kept.entered.remarks && (said.entry?.remarks ?? null) === null;
  const text = isDraft
    ? ''
    : checked('remarks', () => optionalWords(wanted.remarks, answerHeadings.remarks), refuse);
  if (text === null) return undefined;
  const remarks = text === '' ? null : text;
  const today = dateAt(now);
  const plan = change.plan === undefined ? said.plan : change.plan;
  const attestation = change.attestation === undefined ? said.attestation : change.attestation;
  const isInForce = attestation !== null && today <= attestation.expiresOn;
  if (role === 'planned' && !(plan && today <= plan.dueOn)) {
    refuse(
      'The mark 実施予定 needs a plan whose date is not past: fill in 計画：担当, 期限 and 内容.',
      'mark',
    );
    return undefined;
  }
  if (
    role === 'not-applicable' &&
    remarks === null &&
    !(isInForce && attestation.answer === 'not-applicable')
  ) {
    refuse(
      'The mark 対象外 needs its reason: write it in 特記事項, or answer 対象外 with the reason.',
      'remarks',
    );
    return undefined;
  }
  if (role === (said.entry?.role ?? null) && remarks === (said.entry?.remarks ?? null)) return undefined;
  const basis = itemBasis({
    // The text was written beside what was shown when the file was written.
    evidenceBasis: kept.evidenceBasis,
    attestation: isInForce ? attestation.id : null,
    plan: plan && { owner: plan.owner, dueOn: plan.dueOn, text: plan.text },
  });
  return { role, remarks, basis };
}
