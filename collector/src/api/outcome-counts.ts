import { otherMachine } from '@tenken/controls';
import type { Outcome } from '@tenken/shared';
import type { RequirementKey } from '../store/findings/requirement-sets.ts';

/** A reason where all of them have the same and it matters. */
export type OutcomeCount = RequirementKey & { outcome: Outcome; hosts: number; reason?: string };

/** How many hosts have which outcome, found by requirement: an item asks for a few of hundreds. */
export class OutcomeCounts {
  readonly #found: ReadonlyMap<string, OutcomeCount[]>;
  readonly #told = new Map<string, string>();

  /** @param elsewhere controls that are about another class of machine than any host */
  constructor(counts: Iterable<OutcomeCount>, elsewhere: ReadonlySet<string> = new Set()) {
    const isElsewhere = ({ control, outcome }: OutcomeCount) =>
      outcome === 'not-applicable' && elsewhere.has(control);
    const all = [...counts].map((count) => (isElsewhere(count) ? { ...count, reason: otherMachine } : count));
    this.#found = Map.groupBy(all, keyOf);
  }

  of(requirement: RequirementKey): readonly OutcomeCount[] {
    return this.#found.get(keyOf(requirement)) ?? [];
  }

  /** The same as a text: another one whenever anything in it is another. */
  told(requirement: RequirementKey): string {
    const key = keyOf(requirement);
    let told = this.#told.get(key);
    if (told === undefined) {
      const said = this.of(requirement).map(({ outcome, hosts, reason }) => `${outcome} ${hosts} ${reason}`);
      this.#told.set(key, (told = said.join()));
    }
    return told;
  }

  sums(requirement: RequirementKey): Partial<Record<Outcome, number>> {
    const sums: Partial<Record<Outcome, number>> = {};
    for (const { outcome, hosts } of this.of(requirement)) sums[outcome] = (sums[outcome] ?? 0) + hosts;
    return sums;
  }
}

const keyOf = ({ control, variant }: RequirementKey) => `${control} ${variant}`;
