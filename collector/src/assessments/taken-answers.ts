import { TenkenError } from '@tenken/shared';
import type { AnswerSheet } from '../documents/forms/answer-sheet/read-answer-sheet.ts';
import type { ItemChange } from '../store/bulk-answer-repository.ts';
import type { AssessmentRecord } from './record.ts';
import { nothingSaid } from './said.ts';
import type { Said } from './said.ts';
import { shown } from './taken-answers/refusing.ts';
import { takenRow } from './taken-answers/taken-row.ts';
import type { TakenRow, TakingOptions } from './taken-answers/taken-row.ts';

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
    const place = { row: row.row, item: row.item, column: null };
    const fault = (message: string) => taken.faults.push({ ...place, message });
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
      const context = {
        record,
        said: said.get(row.item) ?? nothingSaid,
        kept: sheet.kept.get(row.item),
        options,
      };
      note(takenRow(row.entered, item, context), place, taken);
    }
  }
  taken.missing = record.items
    .filter(({ asked, item }) => asked && !seen.has(item.id))
    .map(({ item }) => item.id);
  return taken;
}

function note(row: TakenRow, place: Omit<RowFault, 'message'>, taken: TakenAnswers): void {
  if (row.state === 'change') taken.changes.push(row.change);
  else if (row.state === 'unchanged') taken.unchanged += 1;
  else if (row.state === 'conflict') taken.conflicts.push({ ...place, message: row.message });
  else if (row.state === 'faults') taken.faults.push(...row.faults.map((fault) => ({ ...place, ...fault })));
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
