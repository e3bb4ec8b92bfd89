import { requirements } from '@tenken/controls';
import type { AnyControl, Checklist, Requirement } from '@tenken/controls';

/** What one item counts, with what it requires: nothing else has to be judged for it. */
export function onlyNeeded(
  checklist: Checklist,
  id: string,
  controls: readonly AnyControl[],
): readonly Requirement[] {
  const needed = new Set<string>();
  const add = (one: string) => {
    if (needed.has(one)) return;
    needed.add(one);
    for (const other of checklist.items.find((item) => item.id === one)?.requires ?? []) add(other);
  };
  add(id);
  return requirements(controls, [
    { ...checklist, items: checklist.items.filter((item) => needed.has(item.id)) },
  ]);
}
