import type { Entered } from '../../documents/forms/answer-sheet/fields.ts';
import type { ItemChange } from '../../store/assessments/bulk-answer-repository.ts';
import { lastDay, longestPlanDays, words } from '../checked-input.ts';
import type { Said } from '../said.ts';
import { checked, headingOf } from './refusing.ts';
import type { Refuse } from './refusing.ts';

export const planGroup = ['owner', 'due', 'plan'] as const;

/**
 * The plan that the three columns of a row say; all of them empty withdraw the one before.
 *
 * @returns undefined where nothing is to change, or something cannot
 */
export function planOf(
  entered: Entered,
  before: Said['plan'],
  now: number,
  refuse: Refuse,
): ItemChange['plan'] {
  if (planGroup.every((field) => entered[field] === '')) return before ? null : undefined;
  const owner = checked('owner', () => words(entered.owner, headingOf('owner')), refuse);
  const dueOn = checked('due', () => lastDay(entered.due, headingOf('due'), now, longestPlanDays), refuse);
  const text = checked('plan', () => words(entered.plan, headingOf('plan')), refuse);
  if (owner === null || dueOn === null || text === null) return undefined;
  const isSame = before?.owner === owner && before.dueOn === dueOn && before.text === text;
  return isSame ? undefined : { owner, dueOn, text };
}
