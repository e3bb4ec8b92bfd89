import { checklists, otherMachine, variantOf } from '@tenken/controls';
import type { Checklist, ChecklistItem } from '@tenken/controls';
import { canonicalJson, sha256 } from '@tenken/shared';

export type RequirementKey = { control: string; variant: string };

/** Requirements that have to pass together for an item; several items ask for the same. */
export type RequirementSet = { id: string; members: readonly RequirementKey[] };

/** All sets that items ask for, and a name for them all: with other rules it is another one. */
export type RequirementSets = { version: string; sets: readonly RequirementSet[] };

/** What an item asks for: of each of its mappings in their order, what counts of it, and the set that it is counted by. */
export type ItemRequirements = {
  mapped: readonly RequirementKey[];
  /** No pair twice. */
  counting: readonly RequirementKey[];
  /** null where nothing is counted. */
  setId: string | null;
};

const ofItems = new WeakMap<ChecklistItem['controls'], ItemRequirements>();

/** Checklists are read once and never change: what their items ask for is hashed once. */
export function itemRequirements({ controls }: Pick<ChecklistItem, 'controls'>): ItemRequirements {
  const known = ofItems.get(controls);
  if (known) return known;
  const mapped = controls.map(({ id, with: parameters }) => ({
    control: id,
    variant: variantOf(parameters),
  }));
  const counting = new Map<string, RequirementKey>();
  for (const [index, requirement] of mapped.entries()) {
    if (controls[index]?.relationship === 'related') continue;
    counting.set(`${requirement.control} ${requirement.variant}`, requirement);
  }
  const found = { mapped, counting: [...counting.values()], setId: setIdOf([...counting.values()]) };
  ofItems.set(controls, found);
  return found;
}

/** The id of the set of an item; null where nothing of it is counted. */
function setIdOf(members: readonly RequirementKey[]): string | null {
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
      const { counting: members, setId: id } = itemRequirements(item);
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

type SetState = 'pass' | 'elsewhere' | 'open';

/** What a finding is for the sets that ask for it; one that is not there is open. */
export function setState(finding: { outcome: string; reason: string } | null): SetState {
  if (finding?.outcome === 'pass') return 'pass';
  return finding?.reason === otherMachine ? 'elsewhere' : 'open';
}

/**
 * Which sets pass on a host with these findings: each requirement passes, but for those that are about another class of
 * machine; and one at least passes.
 */
export function passingSets(
  { sets }: RequirementSets,
  findings: Iterable<RequirementKey & { outcome: string; reason: string }>,
): Set<string> {
  const states = new Map<string, SetState>();
  for (const finding of findings) states.set(`${finding.control} ${finding.variant}`, setState(finding));
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
