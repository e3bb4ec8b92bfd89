import type { ItemRecord } from './record.ts';

/**
 * What can be done for an open item: `answer` what no machine sees, `repair` or `plan` or `waive` what fails, let
 * machines `report` of which nothing is known, `decide` where an exception covers all that fails, finish the items
 * that it `requires`.
 */
export const nextSteps = ['report', 'repair', 'plan', 'waive', 'decide', 'answer', 'requires'] as const;
export type NextStep = (typeof nextSteps)[number];

/** Empty for an item that has its mark or is not asked for. */
export function nextStepsOf({
  item,
  asked,
  role,
  outcome,
  controls,
  attestation,
  waivers,
}: ItemRecord): NextStep[] {
  if (!asked || role !== null) return [];
  if (item.requires) return ['requires'];
  const counting = controls.filter(({ relationship }) => relationship !== 'related');
  const has = (outcomes: readonly ('fail' | 'unknown' | 'error')[]) =>
    counting.some((control) => outcomes.some((one) => (control.outcomes[one] ?? 0) > 0));
  const steps: NextStep[] = [];
  if (has(['fail'])) {
    steps.push('repair', 'plan', 'waive');
    if (waivers.length > 0) steps.push('decide');
  }
  if (outcome === 'unknown' || outcome === 'error' || has(['unknown', 'error'])) steps.push('report');
  if (item.automation !== 'full' && attestation === null) steps.push('answer');
  if (attestation?.answer === 'not-done' && !steps.includes('plan')) steps.push('plan');
  return steps;
}
