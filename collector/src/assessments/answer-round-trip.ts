import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { text } from '@tenken/shared';
import type { Change } from '../audit/audit-entry.ts';
import { readAnswerSheet } from '../documents/forms/answer-sheet/read-answer-sheet.ts';
import { answerSheet } from '../documents/forms/answer-sheet/write-answer-sheet.ts';
import { workbookStream } from '../documents/spreadsheet/workbook-writer.ts';
import type { AnswerSheet } from '../documents/forms/answer-sheet/read-answer-sheet.ts';
import type { Assessment } from '../store/assessments/assessment.ts';
import type { ItemChange } from '../store/assessments/bulk-answer-repository.ts';
import { assemble } from './assemble.ts';
import type { AssembleOptions } from './assemble/options.ts';
import type { AssessmentRecord } from './record.ts';
import { saidOf } from './said.ts';
import { saidAfter } from './taken-answers/said-after.ts';
import { newlyMarked, unsupportedMark } from './taken-answers/unsupported-marks.ts';
import { placedAt, takenAnswers } from './taken-answers.ts';
import type { RowFault, TakenAnswers } from './taken-answers.ts';
import { ToldError } from '../told-error.ts';
import type { Fault } from '../told-error.ts';

/** What was taken from an answer sheet, or would be. */
export type Taking = {
  answers: number;
  answersWithdrawn: number;
  plans: number;
  plansWithdrawn: number;
  /** Marks and 特記事項, by item. */
  marks: number;
  unchanged: number;
  /** Items that are asked and have no row in the sheet. */
  missing: string[];
};

/**
 * The answer sheet of an assessment as xlsx, as of now.
 *
 * @throws {TenkenError} `assessment-blocked` for one that is frozen
 */
export async function writtenAnswers(
  assessment: Assessment,
  now: number,
  options: AssembleOptions,
): Promise<Buffer> {
  refuseFrozen(assessment);
  const record = await recordOf(assessment, now, options);
  const said = await saidOf(options.repositories, assessment, now);
  return buffer(workbookStream(answerSheet(record, said)));
}

/**
 * Takes what a filled sheet changes: every row, or none.
 *
 * @param apply false: only checks
 * @throws {TenkenError} `template-unusable`, `answer-sheet-mismatch`, `answer-sheet-invalid` and `edited-meanwhile` with
 *   every bad row in a line of its own, `assessment-blocked`; nothing has changed then
 */
export async function takeAnswers(
  assessment: Assessment,
  bytes: Uint8Array,
  { options, change, apply }: { options: AssembleOptions; change: Change; apply: boolean },
): Promise<Taking> {
  refuseFrozen(assessment);
  const sheet = readAnswerSheet(bytes);
  const record = await recordOf(assessment, change.now, options);
  const said = await saidOf(options.repositories, assessment, change.now);
  const taken = takenAnswers(record, said, sheet, { now: change.now, newId: randomUUID });
  const marked = newlyMarked(taken.changes, said);
  if (marked.length > 0) {
    const after = await recordAfter(assessment, taken.changes, change.now, options);
    taken.faults.push(...unsupportedMarks(marked, after, sheet));
  }
  refuseFaults(taken, sheet.sheet);
  if (apply && taken.changes.length > 0) {
    await options.repositories.bulkAnswers.apply(assessment, taken.changes, change);
  }
  return counted(taken);
}

/** The assessment as it would stand with the changes. */
function recordAfter(
  assessment: Assessment,
  changes: readonly ItemChange[],
  now: number,
  options: AssembleOptions,
): Promise<AssessmentRecord> {
  const { systemId, checklist } = assessment;
  const changeOf = new Map(changes.map((one) => [one.item, one]));
  return recordOf(assessment, now, {
    ...options,
    trial: (item, said) => {
      const change = changeOf.get(item);
      return change ? saidAfter(said, change, { systemId, checklist, item }, now) : said;
    },
  });
}

function unsupportedMarks(
  marked: readonly ItemChange[],
  after: AssessmentRecord,
  sheet: AnswerSheet,
): RowFault[] {
  const items = new Map(after.items.map((item) => [item.item.id, item]));
  const rows = new Map(sheet.rows.map(({ item, row }) => [item, row]));
  return marked.flatMap((change) => {
    const item = items.get(change.item);
    const row = rows.get(change.item);
    const wrong = item && unsupportedMark(change, item);
    return wrong && row !== undefined ? [placedAt(sheet, { row, item: change.item }, wrong, 'mark')] : [];
  });
}

/**
 * @param sheet name of the sheet that was filled in
 * @throws {ToldError} `answer-sheet-invalid` or `edited-meanwhile`, with every row that cannot be taken
 */
export function refuseFaults(
  { faults, conflicts }: Pick<TakenAnswers, 'faults' | 'conflicts'>,
  sheet: string,
): void {
  const bad = [...faults, ...conflicts].toSorted((a, b) => a.row - b.row);
  if (bad.length === 0) return;
  throw ToldError.of(
    faults.length > 0 ? 'answer-sheet-invalid' : 'edited-meanwhile',
    text(
      `何も取り込んでいません。シート「${sheet}」に直す所が${bad.length}か所あります。`,
      `Nothing was taken. In the sheet ${sheet} ${bad.length === 1 ? 'one thing stands' : `${bad.length} things stand`} in the way.`,
    ),
    bad.map((fault) => faultOf(fault, sheet)),
  );
}

/** Begins with the cell, as Excel's name box takes it. */
function faultOf({ code, item, cell, message, column }: RowFault, sheet: string): Fault {
  const id = item.slice(0, 40);
  const named = (words: string, between: string) =>
    column === null || words.startsWith(column) ? '' : `${between}${column}`;
  return {
    code,
    sheet,
    cell,
    ja: `セル${cell}${id === '' ? '' : `、項目${id}`}${named(message.ja, '、')}: ${message.ja}`,
    en: `Cell ${cell}${id === '' ? '' : `, item ${id}`}${named(message.en, ', ')}: ${message.en}`,
  };
}

function refuseFrozen({ frozen }: Assessment): void {
  if (frozen === null) return;
  throw ToldError.of(
    'assessment-blocked',
    text(
      'この点検は固定されています。変更するには新しい点検を始めてください。',
      'The assessment is frozen: open a new one to change what it says.',
    ),
  );
}

async function recordOf(
  assessment: Assessment,
  moment: number,
  options: AssembleOptions,
): Promise<AssessmentRecord> {
  const { record, close } = await assemble(assessment, moment, options);
  close();
  return record;
}

function counted({ changes, unchanged, missing }: TakenAnswers): Taking {
  const count = (test: (change: TakenAnswers['changes'][number]) => boolean) => changes.filter(test).length;
  return {
    answers: count(({ attestation }) => Boolean(attestation)),
    answersWithdrawn: count(({ attestation }) => attestation === null),
    plans: count(({ plan }) => Boolean(plan)),
    plansWithdrawn: count(({ plan }) => plan === null),
    marks: count(({ entry }) => entry !== undefined),
    unchanged,
    missing,
  };
}
