import { checklists } from '@tenken/controls';
import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { Assessment, Step } from '../../store/assessments/assessment.ts';
import type { SentBack } from '../../store/assessments/sending-back-repository.ts';
import type { Signatory } from '../record.ts';

/** An assessment as a list shows it. Instants are ISO 8601. */
export type AssessmentSummary = Pick<
  Assessment,
  'id' | 'systemId' | 'checklist' | 'edition' | 'rule' | 'fiscalYear'
> & {
  /** 点検の種類, e.g. 定期点検 */
  title: Text;
  state: 'open' | 'frozen' | 'reviewed' | 'closed';
  opened: { by: string; at: string };
  frozen: (Signatory & { asOf: string; rulesHash: string }) | null;
  reviewed: Signatory | null;
  closed: (Signatory & { reviewerApproves: boolean }) | null;
};

/** 差戻し as a page shows it: who gave it back, why, and what had been signed. */
export type SentBackSummary = Signatory & {
  reason: string;
  frozen: Signatory & { asOf: string };
  reviewed: Signatory | null;
};

export function sentBackSummary({ reason, frozen, reviewed, ...by }: SentBack): SentBackSummary {
  return {
    ...signatory(by),
    reason,
    frozen: { ...signatory(frozen), asOf: instant(frozen.asOf) },
    reviewed: reviewed && signatory(reviewed),
  };
}

export function summaryOf(assessment: Assessment): AssessmentSummary {
  const { id, systemId, checklist, edition, rule, fiscalYear, opened, frozen, reviewed, closed } = assessment;
  const rules = checklists().find((one) => one.id === checklist)?.rules ?? {};
  return {
    id,
    systemId,
    checklist,
    edition,
    rule,
    fiscalYear,
    title: own(rules, rule)?.title ?? text(rule, rule),
    state: closed ? 'closed' : reviewed ? 'reviewed' : frozen ? 'frozen' : 'open',
    opened: { by: opened.by, at: instant(opened.at) },
    frozen: frozen && { ...signatory(frozen), asOf: instant(frozen.asOf), rulesHash: frozen.rulesHash },
    reviewed: reviewed && signatory(reviewed),
    closed: closed && { ...signatory(closed), reviewerApproves: closed.reviewerApproves },
  };
}

function signatory({ by, at }: Step): Signatory {
  return { ...by, at: instant(at) };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
