import type { Requirement } from '@tenken/controls';
import { canonicalJson, sha256 } from '@tenken/shared';
import type { ReferenceInForce } from '../feeds/reference-reader.ts';
import { tenkenVersion } from '../version.ts';
import type { HeldDeclaration } from './declared-by-host.ts';

const shownCharacters = 16;
/** No id of a declaration. */
const notDeclared = '-';
const overdueMark = '!';

/** By what hosts are judged besides their evidence and what is declared: the software, limits, and reference data. */
export function rulesInForce(
  requirements: readonly Requirement[],
  staleAfterMs: number,
): (reference: ReferenceInForce | undefined) => string {
  const judged = requirements.map(({ control, parameters }) => ({
    control: control.id,
    parameters: control.params.parse(parameters),
  }));
  // What JSON leaves out is no limit.
  const told: unknown = JSON.parse(JSON.stringify({ version: tenkenVersion, staleAfterMs, judged }));
  const rules = short(told);
  return (reference) => `${rules}.${reference?.id ?? notDeclared}`;
}

/**
 * What `host.judged_by` says: the rules, and of each kind that is declared by which declarations, in the order of the
 * host's systems. A system that has none of a kind counts, as the worst of all judgements stands.
 */
export function judgedBy(rules: string, systems: readonly (readonly HeldDeclaration[])[]): string {
  const kinds = new Set(systems.flatMap((declared) => declared.map(({ kind }) => kind)));
  const declared = [...kinds].toSorted().map((kind) => {
    const held = systems.map((of) => {
      const one = of.find((declaration) => declaration.kind === kind);
      return one ? `${one.id}${one.overdue ? overdueMark : ''}` : notDeclared;
    });
    return `${kind}=${short(held)}`;
  });
  return [rules, ...declared].join(' ');
}

/** What has to be judged anew. */
export type Changed = {
  requirements: readonly Requirement[];
  /** Of the requirements. */
  controls: ReadonlySet<string>;
  /** Of evidence that they need; null: all, as what is known of software depends on everything that is installed. */
  kinds: ReadonlySet<string> | null;
};

/** Most hosts of a fleet were judged by the same; those of many systems by as many. */
const mostKept = 1000;

/**
 * Which findings may be others than those that stand: what else a finding rests on, it has from the host's evidence and
 * from the time, and both make a host due by themselves.
 */
export class Changes {
  readonly #requirements: readonly Requirement[];
  readonly #kept = new Map<string, Changed | null>();

  constructor(requirements: readonly Requirement[]) {
    this.#requirements = requirements;
  }

  /**
   * @param before and `now`: as `judgedBy` gives it
   * @returns the same object for the same two; null: any of them
   */
  between(before: string, now: string): Changed | null {
    const key = `${before}\n${now}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    const kinds = changedKinds(before, now);
    const requirements = this.#requirements.filter(({ control }) =>
      Object.values(control.parameters).some(({ declared }) => declared && kinds?.has(declared.kind)),
    );
    const changed = kinds && {
      requirements,
      controls: new Set(requirements.map(({ control }) => control.id)),
      kinds: neededBy(requirements),
    };
    this.#kept.set(key, changed);
    return changed;
  }
}

function neededBy(requirements: readonly Requirement[]): Set<string> | null {
  const controls = requirements.map(({ control }) => control);
  if (controls.some(({ reference }) => reference?.includes('advisories'))) return null;
  return new Set(controls.flatMap(({ needs }) => Object.values(needs).map(({ id }) => id)));
}

/** @returns null where other rules hold */
function changedKinds(before: string, now: string): Set<string | undefined> | null {
  const [oldRules, ...old] = before.split(' ');
  const [rules, ...young] = now.split(' ');
  if (oldRules !== rules) return null;
  const changed = new Set(old).symmetricDifference(new Set(young));
  return new Set([...changed].map((one) => one.split('=')[0]));
}

function short(of: unknown): string {
  return sha256(canonicalJson(of)).slice(0, shownCharacters);
}
