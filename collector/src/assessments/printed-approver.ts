import type { AssessmentRecord, Signatory } from './record.ts';

/** 承認者 as forms print them: who is 確認者 too is told as such. */
export function printedApprover({
  approvedBy,
  reviewerApproves,
}: AssessmentRecord['assessment']): Signatory | null {
  if (!approvedBy || !reviewerApproves) return approvedBy;
  return { ...approvedBy, name: `${approvedBy.name}（確認者を兼ねる）` };
}
