import type { AssessmentRecord, ItemRecord } from '../../assessments/record.ts';

/** How many items bear each mark; a count, never a score. */
export type MarkCount = { mark: string; meaning: string; count: number };

/** In the form's order of marks, then what is open. */
export function markCounts(record: AssessmentRecord, items: readonly ItemRecord[]): MarkCount[] {
  const words = { done: '実施済み', planned: '実施予定', 'not-applicable': '該当しない' } as const;
  const counted = record.checklist.marks.map(({ mark, role }) => ({
    mark,
    meaning: words[role],
    count: items.filter((item) => item.role === role).length,
  }));
  return [
    ...counted,
    { mark: '', meaning: '未判定', count: items.filter(({ role }) => role === null).length },
  ];
}

/** `〇 実施済み 80、△ 実施予定 2、…` */
export function countsSentence(counts: readonly MarkCount[]): string {
  return counts
    .map(({ mark, meaning, count }) => `${mark}${mark === '' ? '' : ' '}${meaning} ${count}`)
    .join('、');
}
