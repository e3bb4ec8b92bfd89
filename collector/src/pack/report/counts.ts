import { roleWords } from '@tenken/shared';
import type { AssessmentRecord, ItemRecord } from '../../assessments/record.ts';

/** How many items bear each mark; a count, never a score. */
export type MarkCount = { mark: string; meaning: string; count: number };

export type ItemCounts = { items: readonly ItemRecord[]; total: number; marks: MarkCount[] };

/**
 * What every document says of the number of items: those that this check asks, and of them those that are reported. What
 * it does not ask is in no figure, least of all among the open ones.
 */
export function countsOf(record: AssessmentRecord): {
  asked: ItemCounts;
  reported: ItemCounts;
  /** Asked, and without a mark. */
  open: number;
  /** Whether the form reports fewer items than are checked. */
  reportsPart: boolean;
} {
  const items = record.items.filter((item) => item.asked);
  const asked = counted(record, items);
  const reported = counted(
    record,
    items.filter((item) => item.reported),
  );
  return {
    asked,
    reported,
    open: items.filter(({ role }) => role === null).length,
    reportsPart: reported.total > 0 && reported.total < asked.total,
  };
}

/** In the form's order of marks, then what is open. */
function counted(record: AssessmentRecord, items: readonly ItemRecord[]): ItemCounts {
  const marks = record.checklist.marks.map(({ mark, role }) => ({
    mark,
    meaning: roleWords[role].ja,
    count: items.filter((item) => item.role === role).length,
  }));
  const open = items.filter(({ role }) => role === null).length;
  return { items, total: items.length, marks: [...marks, { mark: '', meaning: '未判定', count: open }] };
}

/** The same figures for some of the items, such as one chapter. */
export function countsAmong(record: AssessmentRecord, items: readonly ItemRecord[]): ItemCounts {
  return counted(
    record,
    items.filter((item) => item.asked),
  );
}

/** `〇 実施済み 80、△ 実施予定 2、…` */
export function countsSentence({ marks }: ItemCounts): string {
  return marks
    .map(({ mark, meaning, count }) => `${mark}${mark === '' ? '' : ' '}${meaning} ${count}`)
    .join('、');
}
