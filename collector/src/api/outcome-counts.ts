import type { Outcome } from '@tenken/shared';
import type { RequirementKey } from '../store/requirement-sets.ts';

export type OutcomeCount = RequirementKey & { outcome: Outcome; hosts: number };

/** How many hosts have which outcome, found by requirement: an item asks for a few of hundreds. */
export class OutcomeCounts {
  readonly #found: ReadonlyMap<string, OutcomeCount[]>;

  constructor(counts: Iterable<OutcomeCount>) {
    this.#found = Map.groupBy(counts, keyOf);
  }

  of(requirement: RequirementKey): readonly OutcomeCount[] {
    return this.#found.get(keyOf(requirement)) ?? [];
  }

  sums(requirement: RequirementKey): Partial<Record<Outcome, number>> {
    const sums: Partial<Record<Outcome, number>> = {};
    for (const { outcome, hosts } of this.of(requirement)) sums[outcome] = (sums[outcome] ?? 0) + hosts;
    return sums;
  }
}

const keyOf = ({ control, variant }: RequirementKey) => `${control} ${variant}`;
