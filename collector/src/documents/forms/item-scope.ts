import type { Checklist } from '@tenken/controls';
import type { AssessmentRecord, ItemRecord } from '../../assessments/record.ts';

type Selection = Checklist['rules'][string]['checks'];

/** Whether this organisation fills the item in, in this kind of check: others stay empty on the form. */
export function isAsked(record: AssessmentRecord, { item }: ItemRecord): boolean {
  if (!item.appliesTo.includes(record.organisation.kind)) return false;
  const rule = record.checklist.rules[record.assessment.rule];
  return rule === undefined || selects(rule.checks, item);
}

function selects(selection: Selection, item: ItemRecord['item']): boolean {
  if (typeof selection !== 'string') return selection.includes(item.id);
  switch (selection) {
    case 'all':
      return true;
    case 'priority':
      return item.flags.priority;
    case 'minimum':
      return item.flags.level === 'minimum';
    default:
      return selection satisfies never;
  }
}
