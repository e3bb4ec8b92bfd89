import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { answerFields, answerOf, chosenRole, enteredOf } from '../../documents/forms/answer-sheet/fields.ts';
import type { AnswerField, Entered } from '../../documents/forms/answer-sheet/fields.ts';
import type { KeptItem } from '../../documents/forms/answer-sheet/kept-sheet.ts';
import type { ItemChange } from '../../store/assessments/bulk-answer-repository.ts';
import { dateAt } from '../moments.ts';
import type { AssessmentRecord, ItemRecord } from '../record.ts';
import type { Said } from '../said.ts';
import { answerGroup, attestationOf } from './entered-answer.ts';
import { entryOf } from './entered-mark.ts';
import { planGroup, planOf } from './entered-plan.ts';
import type { Refuse, RowFaultCode, Wrong } from './refusing.ts';

export type TakingOptions = {
  /** ms since 1970 */
  now: number;
  newId: () => string;
};

type RowContext = {
  record: AssessmentRecord;
  /** Of the item, as it is now. */
  said: Said;
  /** What the item was when the file was written. */
  kept: KeptItem | undefined;
  options: TakingOptions;
};

/** What a row asks for: one change of its item, nothing, or what stands in the way. */
export type TakenRow =
  | { state: 'change'; change: ItemChange }
  | { state: 'unchanged' | 'not-asked' }
  /** Somebody has changed the item since the file was written. */
  | { state: 'conflict'; message: Text }
  | { state: 'faults'; faults: RowWrong[] };

/** `column`: null where it is about the whole row. */
type RowWrong = Wrong & { column: AnswerField | null };

/** @param entered the cells of the row, for an item of the record */
export function takenRow(entered: Entered, item: ItemRecord, context: RowContext): TakenRow {
  const { said, kept } = context;
  if (!item.asked) {
    if (Object.values(entered).every((cell) => cell === '')) return { state: 'not-asked' };
    const message = text(
      'この点検では問われない項目です。行を空にしてください。',
      'This check does not ask for the item. Clear the row.',
    );
    return faulty('item-not-asked', message);
  }
  if (!kept) {
    const message = text(
      'このファイルを書き出した時には無かった項目です。書き出し直して、そこに記入してください。',
      'The file was written without this item. Write it again, and enter the row there.',
    );
    return faulty('item-not-in-file', message);
  }
  const faults: RowWrong[] = [];
  const refuse: Refuse = (wrong, column) => faults.push({ ...wrong, column });
  const isSame =
    kept.attestation === (said.attestation?.id ?? null) &&
    kept.plan === (said.plan?.id ?? null) &&
    kept.revision === (said.entry?.revision ?? 0);
  const wanted = isSame ? asStored(entered, kept, item, context) : entered;
  const change = changeOf({ entered, wanted }, item, kept, context, refuse);
  if (faults.length > 0) return { state: 'faults', faults };
  if (change === null) return { state: 'unchanged' };
  return isSame ? { state: 'change', change } : { state: 'conflict', message: conflictOf(said) };
}

function faulty(code: RowFaultCode, message: Text): TakenRow {
  return { state: 'faults', faults: [{ code, column: null, message }] };
}

/** What nobody has touched is what is stored: in a cell, characters that show nothing stand as their names. */
function asStored(
  entered: Entered,
  kept: KeptItem,
  item: ItemRecord,
  { record, said, options }: RowContext,
): Entered {
  const stored = enteredOf(item, said, record.checklist, dateAt(options.now));
  return Object.fromEntries(
    answerFields.map((field) => [
      field,
      entered[field] === kept.entered[field] ? stored[field] : entered[field],
    ]),
  ) as Entered;
}

function conflictOf({ attestation, plan, entry }: Said): Text {
  const last = Math.max(attestation?.at ?? 0, plan?.at ?? 0, entry?.at ?? 0);
  const day = last > 0 ? dateAt(last) : null;
  return text(
    `ファイルを書き出した後に、ほかの人が項目を変更しました${day === null ? '' : `（最後は${day}）`}。書き出し直して、そこに記入してください。`,
    `Somebody has changed the item since the file was written${day === null ? '' : ` (last on ${day})`}. Write the file again, and enter the row there.`,
  );
}

/** @returns null where nothing is to change, or something cannot */
function changeOf(
  { entered, wanted }: { entered: Entered; wanted: Entered },
  item: ItemRecord,
  kept: KeptItem,
  { record, said, options }: RowContext,
  refuse: Refuse,
): ItemChange | null {
  const changed = (fields: readonly AnswerField[]) =>
    fields.some((field) => !isSameEntry(field, entered[field], kept.entered[field]));
  const change: ItemChange = {
    item: item.item.id,
    read: { attestation: kept.attestation, plan: kept.plan, revision: kept.revision },
  };
  if (changed(answerGroup)) {
    const attestation = attestationOf(wanted, said.attestation, options, refuse);
    if (attestation !== undefined) change.attestation = attestation;
  }
  if (changed(planGroup)) {
    const plan = planOf(wanted, said.plan, options.now, refuse);
    if (plan !== undefined) change.plan = plan;
  }
  if (changed(['mark', 'remarks'])) {
    const entry = entryOf({ entered, wanted, kept, said, change, record, now: options.now }, refuse);
    if (entry !== undefined) change.entry = entry;
  }
  return 'attestation' in change || 'plan' in change || 'entry' in change ? change : null;
}

/** A mark is the same in any of its characters, an answer in any of its words. */
function isSameEntry(field: AnswerField, now: string, before: string): boolean {
  if (now === before) return true;
  if (field === 'mark') return chosenRole(now) !== null && chosenRole(now) === chosenRole(before);
  if (field === 'answer') return answerOf(now) !== null && answerOf(now) === answerOf(before);
  return false;
}
