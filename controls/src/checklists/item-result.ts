import { rollUp } from '@tenken/shared';
import type { Outcome } from '@tenken/shared';
import { otherMachine } from '../controls/common-reasons.ts';
import type { ChecklistItem } from './schema.ts';
import { variantOf } from './requirements.ts';

/** One verdict that may count for an item: of one control, under one set of parameters, on one host. */
export type Counted = { control: string; variant: string; outcome: Outcome; reason?: string };

/**
 * The result of one item: the worst of its counting controls (`full` and `partial`), worst first
 * `fail > error > unknown > not-checked > pass`.
 *
 * A machine answers for its part only: while no control is `full` the item also waits for a person, so it can
 * fail by what a machine saw, but never pass by it. An item without counting controls is `not-checked`.
 *
 * Where all of them are about another class of machine nobody looked: a whole answer is then unknown.
 *
 * @param findings those of all hosts in scope; a mapped control without a finding counts as `unknown`
 */
export function itemResult(
  item: Pick<ChecklistItem, 'automation' | 'controls'>,
  findings: Iterable<Counted>,
): Outcome {
  if (item.automation === 'manual') return 'not-checked';
  const all = [...findings];
  let isSeen = false;
  const outcomes: Outcome[] = item.automation === 'partial' ? ['not-checked'] : [];
  for (const mapping of item.controls) {
    if (mapping.relationship === 'related') continue;
    const variant = variantOf(mapping.with);
    const own = all.filter((finding) => finding.control === mapping.id && finding.variant === variant);
    if (own.length === 0) outcomes.push('unknown');
    for (const { outcome } of own) outcomes.push(outcome);
    isSeen ||= own.length === 0 || own.some(({ reason }) => reason !== otherMachine);
  }
  if (!isSeen && item.automation === 'full') return 'unknown';
  return rollUp(outcomes);
}
