import type { Person } from '../../assessments/person.ts';
import type { AssessmentRow } from './assessment-tables.ts';

export type Step = { by: Person; at: number };

/** 点検: all items of one checklist for one system. */
export type Assessment = {
  id: string;
  systemId: string;
  checklist: string;
  edition: string;
  /** One of the checklist's rules. */
  rule: string;
  /** 令和8年度 is 2026. */
  fiscalYear: number;
  opened: { by: string; at: number };
  /** The moment whose state it shows; null while it is worked on. */
  frozen: (Step & { asOf: number; rulesHash: string }) | null;
  reviewed: Step | null;
  /** `reviewerApproves`: whoever reviewed it approved it too, and said so. */
  closed: (Step & { reviewerApproves: boolean }) | null;
};

export function assessmentOf(row: AssessmentRow): Assessment {
  const { as_of_at: asOf, rules_hash: rulesHash } = row;
  const frozen = step(row.frozen_by, row.frozen_person, row.frozen_at);
  const closed = step(row.closed_by, row.closed_person, row.closed_at);
  return {
    id: row.id,
    systemId: row.system_id,
    checklist: row.checklist,
    edition: row.edition,
    rule: row.rule,
    fiscalYear: row.fiscal_year,
    opened: { by: row.opened_by, at: row.opened_at },
    frozen: frozen && asOf !== null && rulesHash !== null ? { ...frozen, asOf, rulesHash } : null,
    reviewed: step(row.reviewed_by, row.reviewed_person, row.reviewed_at),
    closed: closed && { ...closed, reviewerApproves: row.reviewer_approves === 1 },
  };
}

export function step(account: string | null, name: string | null, at: number | null): Step | null {
  return account === null || name === null || at === null ? null : { by: { name, account }, at };
}

export function subjectOf(id: string): string {
  return `assessment:${id}`;
}
