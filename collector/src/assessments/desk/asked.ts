import type { Checklist, ChecklistItem } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import type { System } from '../../store/assessments/system-repository.ts';
import { outsideOf } from '../item-state.ts';
import { kindOf } from '../organisation-kind.ts';
import { isSelected } from '../selected-items.ts';

/**
 * What is said of an item of a system counts in every check of the form: it is refused only where none asks for it.
 *
 * @throws {TenkenError} `item-not-asked`, `organisation-kind-missing`
 */
export function refuseNeverAsked(checklist: Checklist, item: ChecklistItem, system: System): void {
  const { id: kind, name: kindName } = kindOf(system, checklist);
  const { hasAggregator } = system.organisation;
  const outside = outsideOf(item, { kind, kindName, hasAggregator });
  const why =
    outside?.why.en ?? (isInSomeRule(checklist, item) ? null : 'No check of this form asks for it.');
  if (why === null) return;
  throw new TenkenError(
    'item-not-asked',
    `Item ${item.id} of ${checklist.id} needs no answer of ${system.id}: ${why} Nothing was changed.`,
  );
}

function isInSomeRule({ rules }: Checklist, item: ChecklistItem): boolean {
  return Object.values(rules).some(({ checks }) => isSelected(item, checks));
}
