import { text } from '@tenken/shared';
import { asProposed } from '../../documents/forms/answer-sheet/fields.ts';
import type { ItemChange } from '../../store/assessments/bulk-answer-repository.ts';
import type { ItemRecord } from '../record.ts';
import type { Said } from '../said.ts';
import type { Wrong } from './refusing.ts';

/** Items for which the changes choose a mark that nobody had chosen before. */
export function newlyMarked(changes: readonly ItemChange[], said: ReadonlyMap<string, Said>): ItemChange[] {
  return changes.filter(
    ({ item, entry }) => entry && entry.role !== null && entry.role !== said.get(item)?.entry?.role,
  );
}

/**
 * Why the mark that a row chooses would not be the item's: a ○ where nothing is shown or said must not wait in the
 * database until it becomes one.
 *
 * @param after the item as it would stand
 * @returns null where it would
 */
export function unsupportedMark({ entry }: ItemChange, after: ItemRecord): Wrong | null {
  if (!entry || after.role === entry.role) return null;
  const { ja, en } = after.why;
  const message =
    after.role === null
      ? text(
          `${ja}「${asProposed}」に戻すか、根拠となる回答、計画又は特記事項も記入してください。`,
          `${en} Put ${asProposed} back, or also fill in the answer, the plan or the remarks that it rests on.`,
        )
      : text(
          `この項目の印は ${after.mark} に決まっています。${ja}「${asProposed}」に戻してください。`,
          `The mark of this item can only be ${after.mark}. ${en} Put ${asProposed} back.`,
        );
  return { code: 'mark-unsupported', message };
}
