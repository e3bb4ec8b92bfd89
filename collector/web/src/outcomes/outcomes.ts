import type { Outcome } from '@tenken/shared';
// By its path: the entry of the package reaches for Node.
import { outcomeWords } from '../../../../shared/src/outcome-words.ts';

export { outcomeWords };

/** Worst first, as items roll up; the order of every list and every bar. */
export const outcomesInOrder = [
  'fail',
  'error',
  'unknown',
  'not-checked',
  'pass',
  'not-applicable',
] as const satisfies readonly Outcome[];

/** What somebody has to look at: the machine is not in order, or nobody knows whether it is. */
export const attentionOutcomes = ['fail', 'error', 'unknown'] as const satisfies readonly Outcome[];

export type Counts = Partial<Record<Outcome, number>>;

export function attentionCount(counts: Counts): number {
  return attentionOutcomes.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);
}

export function totalCount(counts: Counts): number {
  return outcomesInOrder.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);
}

export function isOutcome(value: unknown): value is Outcome {
  return outcomesInOrder.some((outcome) => outcome === value);
}
