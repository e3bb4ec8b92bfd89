import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { AnswerSheet } from '../documents/forms/answer-sheet/read-answer-sheet.ts';
import { answerHeadings } from '../documents/forms/answer-sheet/fields.ts';
import type { AnswerField } from '../documents/forms/answer-sheet/fields.ts';
import type { ItemChange } from '../store/assessments/bulk-answer-repository.ts';
import type { AssessmentRecord } from './record.ts';
import { nothingSaid } from './said.ts';
import { shown } from './shown.ts';
import type { Said } from './said.ts';
import type { RowFaultCode, Wrong } from './taken-answers/refusing.ts';
import { takenRow } from './taken-answers/taken-row.ts';
import type { TakenRow, TakingOptions } from './taken-answers/taken-row.ts';
import { ToldError } from '../told-error.ts';

/** Something in a row that cannot be taken, and where it stands. */
export type RowFault = Wrong & {
  row: number;
  item: string;
  /** The heading; null where it is about the whole row. */
  column: string | null;
  /** As Excel names it, e.g. `D12`; of a whole row, where its item stands. */
  cell: string;
};

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

/**
 * What a filled answer sheet asks to change, by the same rules as single answers. Nothing is taken half: where there
 * are faults or conflicts, `changes` must not be applied.
 *
 * @param record of the assessment as it is now
 * @param said by item, as it is now
 * @throws {ToldError} `answer-sheet-mismatch` for the sheet of another assessment, checklist or edition
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
    const placed = (wrong: Wrong, column: AnswerField | null) => placedAt(sheet, row, wrong, column);
    const fault = (code: RowFaultCode, message: Text) => taken.faults.push(placed({ code, message }, null));
    const item = items.get(row.item);
    const earlier = seen.get(row.item);
    seen.set(row.item, row.row);
    if (row.item === '') {
      const message = text(
        '項目が空のまま、行に記入があります。項目の番号を戻すか、行を空にしてください。',
        '項目 is empty, and the row is filled in. Put the id of the item back, or clear the row.',
      );
      fault('item-missing', message);
    } else if (!item) {
      const message = text(
        `${record.checklist.id}にこの項目はありません。項目の番号を戻すか、行を削除してください。`,
        `${record.checklist.id} has no such item. Put the id of the item back, or remove the row.`,
      );
      fault('item-unknown', message);
    } else if (earlier !== undefined) {
      const message = text(
        `この項目は${earlier}行目（セル${sheet.cellOf(earlier, null)}）にもあります。どちらかの行だけを残してください。`,
        `The item is in row ${earlier} already. Keep one of the two rows.`,
      );
      fault('item-twice', message);
    } else {
      const context = {
        record,
        said: said.get(row.item) ?? nothingSaid,
        kept: sheet.kept.get(row.item),
        options,
      };
      note(takenRow(row.entered, item, context), placed, taken);
    }
  }
  taken.missing = record.items
    .filter(({ asked, item }) => asked && !seen.has(item.id))
    .map(({ item }) => item.id);
  return taken;
}

/** @param column null where it is about the whole row */
export function placedAt(
  { cellOf }: Pick<AnswerSheet, 'cellOf'>,
  { row, item }: { row: number; item: string },
  wrong: Wrong,
  column: AnswerField | null,
): RowFault {
  return { ...wrong, row, item, column: column && answerHeadings[column], cell: cellOf(row, column) };
}

function note(
  row: TakenRow,
  placed: (wrong: Wrong, column: AnswerField | null) => RowFault,
  taken: TakenAnswers,
): void {
  if (row.state === 'change') taken.changes.push(row.change);
  else if (row.state === 'unchanged') taken.unchanged += 1;
  else if (row.state === 'conflict') {
    taken.conflicts.push(placed({ code: 'edited-meanwhile', message: row.message }, null));
  } else if (row.state === 'faults') {
    taken.faults.push(...row.faults.map(({ column, ...wrong }) => placed(wrong, column)));
  }
}

/** @throws {ToldError} `answer-sheet-mismatch` */
function refuseForeign({ assessment, system, checklist }: AssessmentRecord, { origin }: AnswerSheet): void {
  const compared = [
    [text('チェックリスト', 'checklist'), origin.checklist, checklist.id],
    [text('版', 'edition'), origin.edition, checklist.edition],
    [text('関係システム', 'system'), origin.system, system.id],
    [text('点検', 'assessment'), origin.assessment, assessment.id],
  ] as const;
  for (const [what, there, here] of compared) {
    if (there === here) continue;
    throw ToldError.of(
      'answer-sheet-mismatch',
      text(
        `このシートの${what.ja}は${shown(there)}で、ここは${here}です。何も取り込んでいません。`,
        `The sheet is of the ${what.en} ${shown(there)}, and this is ${here}. Nothing was taken.`,
      ),
    );
  }
}
