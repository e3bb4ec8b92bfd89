import { checklists, otherMachine, variantOf } from '@tenken/controls';
import type { Checklist, ChecklistItem } from '@tenken/controls';
import { canonicalJson, sha256 } from '@tenken/shared';

export type RequirementKey = { control: string; variant: string };

/** Requirements that have to pass together for an item; several items ask for the same. */
export type RequirementSet = { id: string; members: readonly RequirementKey[] };

/** All sets that items ask for, and a name for them all: with other rules it is another one. */
export type RequirementSets = { version: string; sets: readonly RequirementSet[] };

/** What counts for an item: no pair twice. */
export function countingRequirements({ controls }: Pick<ChecklistItem, 'controls'>): RequirementKey[] {
  const found = new Map<string, RequirementKey>();
  for (const mapping of controls) {
    if (mapping.relationship === 'related') continue;
    const variant = variantOf(mapping.with);
    found.set(`${mapping.id} ${variant}`, { control: mapping.id, variant });
  }
  return [...found.values()];
}

/** The id of the set of an item; null where nothing of it is counted. */
export function setIdOf(members: readonly RequirementKey[]): string | null {
  if (members.length === 0) return null;
  return sha256(
    members
      .map(({ control, variant }) => `${control} ${variant}`)
      .toSorted()
      .join('\n'),
  ).slice(0, 16);
}

export function requirementSets(all: readonly Checklist[]): RequirementSets {
  const found = new Map<string, RequirementSet>();
  for (const { items } of all) {
    for (const item of items) {
      const members = countingRequirements(item);
      const id = setIdOf(members);
      if (id !== null) found.set(id, { id, members });
    }
  }
  const sets = [...found.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { version: sha256(canonicalJson(sets.map(({ id }) => id))).slice(0, 16), sets };
}

let known: RequirementSets | null = null;

/** Those of the checklists that come with the product. */
export function shippedSets(): RequirementSets {
  known ??= requirementSets(checklists());
  return known;
}

/**
 * Which sets pass on a host with these findings: each requirement passes, but for those that are about another class of
 * machine; and one at least passes.
 */
export function passingSets(
  { sets }: RequirementSets,
  findings: Iterable<RequirementKey & { outcome: string; reason: string }>,
): Set<string> {
  const states = new Map<string, 'pass' | 'elsewhere' | 'open'>();
  for (const { control, variant, outcome, reason } of findings) {
    const state = outcome === 'pass' ? 'pass' : reason === otherMachine ? 'elsewhere' : 'open';
    states.set(`${control} ${variant}`, state);
  }
  const passing = new Set<string>();
  for (const { id, members } of sets) {
    let passes = false;
    const holds = members.every(({ control, variant }) => {
      const state = states.get(`${control} ${variant}`) ?? 'open';
      passes ||= state === 'pass';
      return state !== 'open';
    });
    if (holds && passes) passing.add(id);
  }
  return passing;
}
