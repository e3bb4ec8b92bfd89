import type { Change } from './plan.ts';

/** How it ended for one host. */
export const deployOutcomes = [
  'unchanged',
  'installed',
  'upgraded',
  'repaired',
  'removed',
  /** The version before runs again: of itself, or because the command put it back. */
  'rolled-back',
  'failed',
  'unsupported',
  'unreachable',
  'untrusted',
  /** It does not let this user in, or does not give root's rights. */
  'refused',
  /** Of a dry run. */
  'would-change',
  /** Enough others had failed, or a person stopped it. */
  'not-attempted',
] as const;
export type DeployOutcome = (typeof deployOutcomes)[number];

export type HostResult = {
  host: string;
  outcome: DeployOutcome;
  /** The version's id that was current before; null where none was, or nobody could look. */
  from: string | null;
  /** What is current now, as far as is known. */
  to: string | null;
  /** What was done, or with a dry run would be. */
  changes: readonly Change[];
  /** In words, for all that did not go well. */
  reason: string | null;
};

/** Everything is as a person wanted it; the version before is what `--roll-back` asks for. */
export function isGood({ outcome, reason }: Pick<HostResult, 'outcome' | 'reason'>): boolean {
  if (outcome === 'rolled-back') return reason === null;
  return ['unchanged', 'installed', 'upgraded', 'repaired', 'removed', 'would-change'].includes(outcome);
}

/**
 * What speaks against the version itself, and stops a roll-out when it is too often so. Hosts that could not be changed at
 * all say nothing of it.
 */
export function speaksAgainst(result: Pick<HostResult, 'outcome' | 'reason'>): boolean {
  return result.outcome === 'failed' || (result.outcome === 'rolled-back' && !isGood(result));
}
