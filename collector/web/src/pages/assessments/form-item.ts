import type { AssessedItem, AssessmentState } from '../../../../src/api/assessment-schemas.ts';
import { itemLabel } from '../../../../src/documents/forms/item-words.ts';
import type { WorkbenchSearch } from '../../router/read-desk-address.ts';
import { matches } from '../../format/fold.ts';

/** What the form prints of an item, as the API hands it through. */
export type FormItem = AssessedItem['item'] & {
  path: string[];
  flags: { priority: boolean; aggregatorExempt: boolean };
  automation: 'full' | 'partial' | 'manual';
  manual?: { ja: string; en: string };
};

export function formItem({ item }: AssessedItem): FormItem {
  return item as FormItem;
}

/** By item: its number as paper, lists and refusals name it, with the chapter's own where numbers repeat. */
export function labelsOf(items: readonly AssessedItem[]): ReadonlyMap<string, string> {
  const form = { items: items.map(formItem) };
  return new Map(form.items.map((item) => [item.id, itemLabel(form, item)]));
}

export const roles = ['done', 'planned', 'not-applicable'] as const;
export type Role = (typeof roles)[number];

/** The form's own character for each mark; a form may have fewer. */
export function marksOf({ checklist }: AssessmentState): ReadonlyMap<Role, string> {
  const marks = checklist['marks'] as { role: Role; mark: string }[];
  return new Map(marks.map(({ role, mark }) => [role, mark]));
}

export function isOpen({ asked, role }: AssessedItem): boolean {
  return asked && role === null;
}

export function isListed(one: AssessedItem, { open, priority, text = '' }: WorkbenchSearch): boolean {
  const { id, number, title, summary, path, flags } = formItem(one);
  if (open === true && !isOpen(one)) return false;
  if (priority === true && !flags.priority) return false;
  return matches(text, [id, number, title.ja, title.en, summary.ja, summary.en, ...path, one.remarks]);
}
