import { rollUp } from '@tenken/shared';
import type { Outcome } from '@tenken/shared';
import type { ItemRecord } from '../../assessments/record.ts';

/**
 * What the machines alone say of an item: over its counting controls, and unknown while a machine in scope is missing.
 * Null: no control counts, so that nothing here is read from a machine.
 */
export function machineOutcome({ controls, machines }: ItemRecord): Outcome | null {
  if (machines === null) return null;
  const seen = controls
    .filter(({ relationship }) => relationship !== 'related')
    .flatMap(({ outcomes }) => Object.keys(outcomes) as Outcome[]);
  const outcome = rollUp(seen);
  return (outcome === 'pass' || outcome === 'not-applicable') && machines.passing < machines.inScope
    ? 'unknown'
    : outcome;
}

/** What the result of an item rests on: evidence of machines, the word of a person, both, a plan, a reason, or nothing. */
export function resultBasis(item: ItemRecord): {
  code: 'machines' | 'attested' | 'both' | 'plan' | 'reason' | 'none';
  ja: string;
} {
  const isAttested = item.attestation !== null;
  // Where the controls apply to no machine nothing is shown by any.
  if (item.machines !== null && item.machines.inScope > 0) {
    return isAttested
      ? { code: 'both', ja: '機器の証跡と申告による' }
      : { code: 'machines', ja: '機器の証跡による' };
  }
  if (isAttested) return { code: 'attested', ja: '申告による' };
  if (item.role === 'planned') return { code: 'plan', ja: '計画による' };
  if (item.role === 'not-applicable') return { code: 'reason', ja: '対象外の理由による' };
  return { code: 'none', ja: 'なし' };
}
