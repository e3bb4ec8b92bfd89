import type { Outcome } from '@tenken/shared';
import type { FindingRecord } from '../../assessments/record.ts';

/** Findings of one item that fit on paper; the lists have all. */
export type ShownFindings = {
  /** Worst first, within one outcome in the order of the list. */
  shown: FindingRecord[];
  /** How many there are of each outcome, and how many of them are shown. */
  counts: { outcome: Outcome; total: number; shown: number }[];
};

/** What is not in order is what an inspector asks for; a hundred machines are some two hundred pages. */
const openLimit = 100;
/** Of what is in order, examples; per outcome. */
const otherLimit = 10;

const worstFirst: readonly Outcome[] = ['fail', 'error', 'unknown', 'not-checked', 'pass', 'not-applicable'];

/** Picks while a list of any length passes by. */
export class FindingPicker {
  readonly #kept = new Map<Outcome, FindingRecord[]>();
  readonly #totals = new Map<Outcome, number>();

  take(finding: FindingRecord): void {
    const { outcome } = finding;
    this.#totals.set(outcome, (this.#totals.get(outcome) ?? 0) + 1);
    const kept = this.#kept.get(outcome) ?? [];
    const limit = outcome === 'fail' || outcome === 'error' || outcome === 'unknown' ? openLimit : otherLimit;
    if (kept.length < limit) kept.push(finding);
    this.#kept.set(outcome, kept);
  }

  result(): ShownFindings {
    const counts = worstFirst
      .filter((outcome) => this.#totals.has(outcome))
      .map((outcome) => ({
        outcome,
        total: this.#totals.get(outcome) ?? 0,
        shown: this.#kept.get(outcome)?.length ?? 0,
      }));
    return { shown: worstFirst.flatMap((outcome) => this.#kept.get(outcome) ?? []), counts };
  }
}
