import { own } from '@tenken/shared';
import type { Checklist } from '@tenken/controls';
import type { Assessment, Step } from '../../store/assessments/assessment.ts';
import type { AssessmentRecord, ItemRecord } from '../record.ts';

/** Which assessment this is, who has signed it, and whether it may be handed in. */
export function headOf(
  assessment: Assessment,
  items: readonly ItemRecord[],
  moment: number,
  checklist: Checklist,
): AssessmentRecord['assessment'] {
  const { frozen, reviewed, closed } = assessment;
  const isOpen = items.some(({ asked, role }) => asked && role === null);
  const signed = (step: Step | null) => step && { ...step.by, at: new Date(step.at).toISOString() };
  return {
    id: assessment.id,
    rule: assessment.rule,
    title: own(checklist.rules, assessment.rule)?.title ?? { ja: assessment.rule, en: assessment.rule },
    fiscalYear: assessment.fiscalYear,
    asOf: new Date(moment).toISOString(),
    state: frozen !== null && frozen.asOf === moment && !isOpen ? 'final' : 'draft',
    preparedBy: signed(frozen),
    reviewedBy: signed(reviewed),
    approvedBy: signed(closed),
    reviewerApproves: closed?.reviewerApproves ?? false,
  };
}
