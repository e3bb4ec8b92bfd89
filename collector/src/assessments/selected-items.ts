import type { Checklist, ChecklistItem } from '@tenken/controls';

/** Whether a rule of a checklist has an item checked, or reported. */
export function isSelected(item: ChecklistItem, selection: Checklist['rules'][string]['checks']): boolean {
  if (selection === 'all') return true;
  if (selection === 'priority') return item.flags.priority;
  if (selection === 'minimum') return item.flags.level === 'minimum';
  return selection.includes(item.id);
}
