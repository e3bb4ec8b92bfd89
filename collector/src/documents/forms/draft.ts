import type { AssessmentRecord } from '../../assessments/record.ts';
import { countsOf } from '../../pack/report/counts.ts';

export const draftWord = '下書き(DRAFT)';

/** What is printed on top of each page, or undefined for what may be handed in. */
export function pageHeader({ assessment }: AssessmentRecord): string | undefined {
  return assessment.state === 'draft' ? draftWord : undefined;
}

/** The first line of each sheet of a draft, or null. */
export function draftNotice(record: AssessmentRecord): string | null {
  if (record.assessment.state !== 'draft') return null;
  const { open } = countsOf(record);
  return open > 0
    ? `${draftWord}　提出用ではありません（未判定 ${open}項目）`
    : `${draftWord}　提出用ではありません（確定前）`;
}

export function tabName(record: AssessmentRecord, name: string): string {
  return record.assessment.state === 'draft' ? `下書き ${name}` : name;
}
