import { TenkenError } from '@tenken/shared';
import {
  answerFields,
  answerHeadings,
  answerOf,
  answerWords,
  chosenRole,
  enteredOf,
} from '../documents/forms/answer-sheet/fields.ts';
import type { AnswerField, Entered } from '../documents/forms/answer-sheet/fields.ts';
import type { KeptItem } from '../documents/forms/answer-sheet/kept-sheet.ts';
import type { AnswerRow, AnswerSheet } from '../documents/forms/answer-sheet/read-answer-sheet.ts';
import { visibleText } from '../documents/visible-text.ts';
import type { ItemChange } from '../store/bulk-answer-repository.ts';
import { lastDay, longestPlanDays, optionalWords, oneLineName, words } from './checked-input.ts';
import { itemBasis } from './item-basis.ts';
import { dateAt } from './moments.ts';
import type { AssessmentRecord, ItemRecord } from './record.ts';
import { nothingSaid } from './said.ts';
import type { Said } from './said.ts';

/** Something in a row that cannot be taken, in words that say what to do. */
export type RowFault = { row: number; item: string; column: string | null; message: string };

export type TakenAnswers = {
  changes: ItemChange[];
  /** Rows in which nothing is to change. */
  unchanged: number;
  /** Items that are asked and have no row. */
  missing: string[];
  faults: RowFault[];
  /** Rows that are to change, and whose item somebody has changed since the file was written. */
  conflicts: RowFault[];
};

export type TakingOptions = {
  /** ms since 1970 */
  now: number;
  newId: () => string;
};

/**
 * What a filled answer sheet asks to change, by the same rules as single answers. Nothing is taken half: where there
 * are faults or conflicts, `changes` must not be applied.
 *
 * @param record of the assessment as it is now
 * @param said by item, as it is now
 * @throws {TenkenError} `answer-sheet-mismatch` for the sheet of another assessment, checklist or edition
 */
export function takenAnswers(
  record: AssessmentRecord,
  said: ReadonlyMap<string, Said>,
  sheet: AnswerSheet,
  options: TakingOptions,
): TakenAnswers {
  refuseForeign(record, sheet);
  const items = new Map(record.items.map((item) => [item.item.id, item]));
  const seen = new Map<string, number>();
  const taken: TakenAnswers = { changes: [], unchanged: 0, missing: [], faults: [], conflicts: [] };
  for (const row of sheet.rows) {
    const fault = (message: string, column: string | null = null) =>
      taken.faults.push({ row: row.row, item: row.item, column, message });
    const item = items.get(row.item);
    const earlier = seen.get(row.item);
    seen.set(row.item, row.row);
    if (row.item === '') {
      fault('項目 is empty, and the row is filled in. Put the id of the item back, or clear the row.');
    } else if (!item) {
      fault(`${record.checklist.id} has no such item. Put the id of the item back, or remove the row.`);
    } else if (earlier !== undefined) {
      fault(`The item is in row ${earlier} already. Keep one of the two rows.`);
    } else {
      takeRow(row, item, taken, { record, said: said.get(row.item) ?? nothingSaid, sheet, options });
    }
  }
  taken.missing = record.items
    .filter(({ asked, item }) => asked && !seen.has(item.id))
    .map(({ item }) => item.id);
  return taken;
}

/** @throws {TenkenError} `answer-sheet-mismatch` */
function refuseForeign({ assessment, system, checklist }: AssessmentRecord, { origin }: AnswerSheet): void {
  const compared = [
    ['checklist', origin.checklist, checklist.id],
    ['edition', origin.edition, checklist.edition],
    ['system', origin.system, system.id],
    ['assessment', origin.assessment, assessment.id],
  ] as const;
  for (const [what, there, here] of compared) {
    if (there === here) continue;
    throw new TenkenError(
      'answer-sheet-mismatch',
      `The sheet is of the ${what} ${shown(there)}, and this is ${here}. Nothing was taken.`,
    );
  }
}

type RowContext = { record: AssessmentRecord; said: Said; sheet: AnswerSheet; options: TakingOptions };

const answerGroup = ['answer', 'note', 'person', 'until'] as const;
const planGroup = ['owner', 'due', 'plan'] as const;

function takeRow(row: AnswerRow, item: ItemRecord, taken: TakenAnswers, context: RowContext): void {
  const { entered } = row;
  const { said } = context;
  const kept = context.sheet.kept.get(row.item);
  const refuse = (message: string, column: AnswerField | null = null) =>
    taken.faults.push({
      row: row.row,
      item: row.item,
      column: column && answerHeadings[column],
      message,
    });
  if (!item.asked) {
    const isFilled = Object.values(entered).some((text) => text !== '');
    if (isFilled) refuse('This check does not ask for the item. Clear the row.');
    return;
  }
  if (!kept) {
    refuse('The file was written without this item. Write it again, and enter the row there.');
    return;
  }
  const isSame =
    kept.attestation === (said.attestation?.id ?? null) &&
    kept.plan === (said.plan?.id ?? null) &&
    kept.revision === (said.entry?.revision ?? 0);
  const faultsBefore = taken.faults.length;
  const wanted = isSame ? asStored(entered, kept, item, context) : entered;
  const change = changeOf({ entered, wanted }, item, kept, context, refuse);
  if (taken.faults.length > faultsBefore) return;
  if (change === null) taken.unchanged += 1;
  else if (isSame) taken.changes.push(change);
  else taken.conflicts.push({ row: row.row, item: row.item, column: null, message: conflictOf(said) });
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

function conflictOf({ attestation, plan, entry }: Said): string {
  const last = Math.max(attestation?.at ?? 0, plan?.at ?? 0, entry?.at ?? 0);
  const when = last > 0 ? ` (last on ${dateAt(last)})` : '';
  return `Somebody has changed the item since the file was written${when}. Write the file again, and enter the row there.`;
}

type Refuse = (message: string, column?: AnswerField | null) => void;

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

/** @returns undefined where nothing is to change, or something cannot */
function attestationOf(
  entered: Entered,
  before: Said['attestation'],
  { now, newId }: TakingOptions,
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

/** @returns undefined where nothing is to change, or something cannot */
function planOf(entered: Entered, before: Said['plan'], now: number, refuse: Refuse): ItemChange['plan'] {
  if (planGroup.every((field) => entered[field] === '')) return before ? null : undefined;
  const owner = checked('owner', () => words(entered.owner, answerHeadings.owner), refuse);
  const dueOn = checked('due', () => dayOf(entered.due, answerHeadings.due, now, longestPlanDays), refuse);
  const text = checked('plan', () => words(entered.plan, answerHeadings.plan), refuse);
  if (owner === null || dueOn === null || text === null) return undefined;
  const isSame = before?.owner === owner && before.dueOn === dueOn && before.text === text;
  return isSame ? undefined : { owner, dueOn, text };
}

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

/** @returns undefined where nothing is to change, or something cannot */
function entryOf(
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

/** @throws {TenkenError} `date-invalid` */
function dayOf(text: string, what: string, now: number, mostDays?: number): string {
  if (text !== '' && !/^\d{4}-\d\d-\d\d$/.test(text)) {
    throw new TenkenError(
      'date-invalid',
      `${what}: ${shown(text)} is no date. Write it as 2027-03-31, 2027/3/31, 令和9年3月31日 or R9.3.31.`,
    );
  }
  return lastDay(text === '' ? undefined : text, what, now, mostDays);
}

/** @returns null when `read` refuses what was entered; the fault is noted */
function checked<T>(column: AnswerField, read: () => T, refuse: Refuse): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TenkenError)) throw error;
    refuse(error.message, column);
    return null;
  }
}

/** What somebody entered, safe to print and not endless. */
function shown(text: string): string {
  const plain = Array.from(visibleText(text).replaceAll(/[\n\t]/g, ' '));
  return `'${plain.slice(0, 40).join('')}${plain.length > 40 ? '…' : ''}'`;
}

/** Cells may hold line breaks and worse, which forms show; only what no form has room for is refused. */
function nameIn(entered: string): string {
  const name = words(entered, answerHeadings.person);
  oneLineName(name.replaceAll(/\p{Cc}/gu, ' '));
  return name;
}
