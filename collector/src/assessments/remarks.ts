import type { HostReference, ItemRecord } from './record.ts';

export type RemarkFacts = Pick<ItemRecord, 'role' | 'machines' | 'plan' | 'attestation'> & {
  why: string;
  /** Some of the hosts that fail. */
  failing: readonly HostReference[];
  failingCount: number;
  /** Some of the machines of which nothing that counts is known. */
  missing: readonly string[];
  missingCount: number;
  /** Of waivers in force that cover a failure of this item. */
  waivers: readonly { reason: string; expiresOn: string; approvedBy: string }[];
  /** `YYYY-MM-DD` */
  asOf: string;
};

const named = 10;

/**
 * A draft of 特記事項, in Japanese, from what is known: numbers first, then names, then what is planned or accepted. It
 * states nothing that is not in the record.
 */
export function draftRemarks(facts: RemarkFacts): string {
  const lines: string[] = [];
  const { machines, role, plan, attestation } = facts;
  if (machines) {
    lines.push(`対象${machines.inScope}台中${machines.passing}台適合（${facts.asOf}時点）。`);
  }
  if (facts.failingCount > 0) {
    lines.push(
      `不適合${facts.failingCount}台: ${names(
        facts.failing.map(({ name }) => name),
        facts.failingCount,
      )}。`,
    );
  }
  if (facts.missingCount > 0) {
    lines.push(`未確認${facts.missingCount}台: ${names(facts.missing, facts.missingCount)}。`);
  }
  for (const { reason, expiresOn, approvedBy } of facts.waivers) {
    lines.push(`例外として承認（${approvedBy}、${expiresOn}まで）: ${reason}`);
  }
  if (role === 'planned' && plan) {
    lines.push(`実施予定: ${plan.dueOn}まで（担当: ${plan.owner}）。${plan.text}`);
  }
  if (role === 'not-applicable') lines.push(`対象外の理由: ${facts.why}`);
  if (attestation && attestation.answer !== 'not-applicable' && attestation.note.trim() !== '') {
    lines.push(attestation.note.trim());
  }
  return lines.join('\n');
}

function names(list: readonly string[], count: number): string {
  const shown = list.slice(0, named).join('、');
  return count > named ? `${shown}ほか` : shown;
}
