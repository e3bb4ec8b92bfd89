import { printedApprover } from '../../assessments/printed-approver.ts';
import type { AssessmentRecord, Signatory } from '../../assessments/record.ts';
import { bothCalendars, dateInJapan } from '../japanese/calendar.ts';
import type { PaperSignature } from '../paper.ts';

/** 作成者, 確認者, 承認者; empty for those who have not signed yet. */
export function signaturesOf(
  { assessment }: AssessmentRecord,
  eraStyle: 'long' | 'letter' = 'long',
): PaperSignature[] {
  const signature = (role: string, who: Signatory | null): PaperSignature => ({
    role,
    name: who?.name ?? '',
    date: who ? bothCalendars(dateInJapan(who.at), eraStyle) : '',
  });
  return [
    signature('作成者', assessment.preparedBy),
    signature('確認者', assessment.reviewedBy),
    signature('承認者', printedApprover(assessment)),
  ];
}
