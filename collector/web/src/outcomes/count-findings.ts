import type { Outcome } from '@tenken/shared';
import type { Counts } from './outcomes.ts';

export function countFindings(findings: readonly { outcome: Outcome }[]): Counts {
  const counts: Counts = {};
  for (const { outcome } of findings) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
