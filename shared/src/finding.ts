import type { Text } from './text.ts';

/**
 * XCCDF's words. `error`: could not look or judge. `unknown`: no evidence, or too old. `not-checked`: waits for
 * a person. Only `pass` is a pass.
 */
export const outcomes = ['pass', 'fail', 'error', 'unknown', 'not-applicable', 'not-checked'] as const;

export type Outcome = (typeof outcomes)[number];

/** Which evidence a finding rests on. */
export type EvidenceReference = { kind: string; sha256: string; collectedAt: string; source: string };

/** One control on one host: the verdict and everything needed to follow it back. */
export type Finding = {
  control: string;
  /** The parameters that were in force, defaults filled in. */
  parameters: Record<string, unknown>;
  outcome: Outcome;
  /** Code from the control's list of reasons, or from `commonReasons`. */
  reason: string;
  observed: Text;
  expected: Text;
  evidence: EvidenceReference[];
  /** The instant at which this verdict would change by itself; null when only new evidence can change it. */
  validUntil: string | null;
};

/**
 * Worst first: `fail > error > unknown > not-checked > pass > not-applicable`. An empty list gives `unknown`:
 * nobody looked.
 */
export function rollUp(list: Iterable<Outcome>): Outcome {
  const present = new Set(list);
  for (const outcome of severity) if (present.has(outcome)) return outcome;
  return 'unknown';
}

/** The worst first. */
export const severity = ['fail', 'error', 'unknown', 'not-checked', 'pass', 'not-applicable'] as const;
