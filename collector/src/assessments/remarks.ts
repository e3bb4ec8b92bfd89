import { eraDate } from '../documents/japanese/calendar.ts';
import { foldedHeading } from '../documents/japanese/folding.ts';
import { reasonInRemarks } from './item-state.ts';
import type { ItemRecord } from './record.ts';

export type RemarkFacts = Pick<ItemRecord, 'role' | 'machines' | 'plan' | 'attestation'> & {
  why: string;
  /** Some of the hosts that fail. */
  failing: readonly string[];
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
 * A draft of 特記事項, in Japanese, from what is known: first what the form needs for its mark, then numbers and names, then
 * what is accepted. It states nothing that is not in the record.
 */
export function draftRemarks(facts: RemarkFacts): string {
  const needed = neededRemark(facts);
  const lines: string[] = needed === null ? [] : [needed];
  const { machines, attestation } = facts;
  if (machines && machines.inScope > 0) {
    lines.push(`対象${machines.inScope}台中${machines.passing}台適合（${facts.asOf}時点）。`);
  }
  if (facts.failingCount > 0) {
    lines.push(`不適合${facts.failingCount}台: ${names(facts.failing, facts.failingCount)}。`);
  }
  if (facts.missingCount > 0) {
    lines.push(`未確認${facts.missingCount}台: ${names(facts.missing, facts.missingCount)}。`);
  }
  for (const { reason, expiresOn, approvedBy } of facts.waivers) {
    lines.push(`例外として承認（${approvedBy}、${expiresOn}まで）: ${reason}`);
  }
  if (attestation && attestation.answer !== 'not-applicable' && attestation.note.trim() !== '') {
    lines.push(attestation.note.trim());
  }
  return lines.join('\n');
}

type Needed = Pick<RemarkFacts, 'role' | 'plan' | 'why'>;

/** What a form wants to read beside its mark: △ has its date, － its reason. Null: nothing. */
function neededRemark({ role, plan, why }: Needed): string | null {
  if (role === 'planned' && plan) {
    return `実施予定: ${plan.dueOn}まで（担当: ${plan.owner}）。${plan.text}`;
  }
  return role === 'not-applicable' ? `対象外の理由: ${why}` : null;
}

/** A person's text, after what the form needs where the text does not say it. */
export function completedRemarks(written: string, facts: Needed): string {
  const needed = neededRemark(facts);
  if (needed === null || says(written, facts)) return written;
  return written.trim() === '' ? needed : `${needed}\n${written}`;
}

function says(written: string, { role, plan, why }: Needed): boolean {
  const text = foldedHeading(written);
  if (role === 'planned' && plan) {
    const [year = '', month = ''] = plan.dueOn.split('-');
    const era = eraDate(plan.dueOn, 'long');
    // 令和9年3月 says it as well as 令和9年3月31日 or 2027-03-31.
    return [plan.dueOn, `${year}/${Number(month)}`, `${year}年${Number(month)}月`, era.replace(/月.*$/, '月')]
      .concat(eraDate(plan.dueOn, 'short').replace(/\.\d+$/, ''))
      .some((date) => text.includes(foldedHeading(date)));
  }
  return why === reasonInRemarks.ja || text.includes(foldedHeading(why.replace(/^申告: /, '')));
}

function names(list: readonly string[], count: number): string {
  const shown = list.slice(0, named).join('、');
  return count > named ? `${shown}ほか` : shown;
}
