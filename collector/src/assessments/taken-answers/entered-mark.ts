import { text } from '@tenken/shared';
import { chosenRole } from '../../documents/forms/answer-sheet/fields.ts';
import type { Entered } from '../../documents/forms/answer-sheet/fields.ts';
import type { KeptItem } from '../../documents/forms/answer-sheet/kept-sheet.ts';
import type { ItemChange } from '../../store/assessments/bulk-answer-repository.ts';
import { optionalWords } from '../checked-input.ts';
import { itemBasis } from '../item-basis.ts';
import { dateAt } from '../moments.ts';
import type { AssessmentRecord } from '../record.ts';
import type { Said } from '../said.ts';
import { shown } from '../shown.ts';
import { checked, headingOf } from './refusing.ts';
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
    const message = text(
      `${shown(entered.mark)}は様式の印ではありません。提案のとおり、又は ${known} から選んでください。`,
      `${shown(entered.mark)} is no mark of the form. Choose 提案のとおり or one of ${known}.`,
    );
    refuse({ code: 'mark-unknown', message }, 'mark');
    return undefined;
  }
  if (chosen !== 'proposed' && !marks.some(({ role }) => role === chosen)) {
    const message = text(
      `この様式に ${shown(entered.mark)} に当たる印はありません。提案のとおり、又は ${known} から選んでください。`,
      `The form has no mark for ${shown(entered.mark)}. Choose 提案のとおり or one of ${known}.`,
    );
    refuse({ code: 'mark-unknown', message }, 'mark');
    return undefined;
  }
  const role = chosen === 'proposed' ? null : chosen;
  // The draft that the cell began with is nobody's text.
  const isDraft = entered.remarks === kept.entered.remarks && (said.entry?.remarks ?? null) === null;
  const written = isDraft
    ? ''
    : checked('remarks', () => optionalWords(wanted.remarks, headingOf('remarks')), refuse);
  if (written === null) return undefined;
  const remarks = written === '' ? null : written;
  const today = dateAt(now);
  const plan = change.plan === undefined ? said.plan : change.plan;
  const attestation = change.attestation === undefined ? said.attestation : change.attestation;
  const isInForce = attestation !== null && today <= attestation.expiresOn;
  if (role === 'planned' && !(plan && today <= plan.dueOn)) {
    const message = text(
      '印を実施予定にするには、期限が過ぎていない計画が要ります。計画の担当・期限・内容を書いてください。',
      'The mark 実施予定 needs a plan whose date is not past: fill in 計画：担当, 期限 and 内容.',
    );
    refuse({ code: 'plan-missing', message }, 'mark');
    return undefined;
  }
  if (
    role === 'not-applicable' &&
    remarks === null &&
    !(isInForce && attestation.answer === 'not-applicable')
  ) {
    const message = text(
      '印を対象外にするには理由が要ります。特記事項に書くか、回答を対象外にして理由を書いてください。',
      'The mark 対象外 needs its reason: write it in 特記事項, or answer 対象外 with the reason.',
    );
    refuse({ code: 'reason-missing', message }, 'remarks');
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
