import type { Outcome } from '@tenken/shared';
import { expect, test } from 'vitest';
import { controls } from '../controls/registry.ts';
import { itemResult } from './item-result.ts';
import { checklists } from './registry.ts';
import { declarationKinds } from '../controls/declaration-kinds.ts';
import type { ChecklistItem } from './schema.ts';

const byId = new Map(controls.map((control) => [control.id, control]));

test('別紙2 has its 92 items, each number once, in order', () => {
  const [nwsystem] = checklists();
  expect(nwsystem?.items.map(({ id }) => id)).toEqual(
    Array.from({ length: 92 }, (_, index) => String(index + 1)),
  );
});

test('◆ marks exactly the items that note 2 of the form lists', () => {
  const exempt = checklists()[0]
    ?.items.filter(({ flags }) => flags.aggregatorExempt)
    .map(({ id }) => id);
  expect(exempt).toEqual(['30', '31', '43', '64', '70', '71', '72']);
});

test('every mapping names a control and parameters that exist', () => {
  const mappings = checklists().flatMap(({ items }) => items.flatMap((item) => item.controls));
  expect(mappings.length).toBeGreaterThan(0);
  for (const mapping of mappings) {
    const control = byId.get(mapping.id);
    expect(control, `no control ${mapping.id}`).toBeDefined();
    const known = Object.keys(control?.params.parse({}) ?? {});
    for (const name of Object.keys(mapping.with ?? {})) {
      expect(known, `${mapping.id} has no ${name}`).toContain(name);
    }
    expect(() => control?.params.parse(mapping.with ?? {})).not.toThrow();
  }
});

test('an item names a control once', () => {
  for (const { items } of checklists()) {
    for (const { id, controls: mapped } of items) {
      expect(new Set(mapped.map((mapping) => mapping.id)).size, `item ${id}`).toBe(mapped.length);
    }
  }
});

test('what an item requires is an item of its list', () => {
  for (const { items } of checklists()) {
    const ids = new Set(items.map(({ id }) => id));
    const required = items.flatMap(({ requires = [] }) => requires);
    expect(required.filter((id) => !ids.has(id))).toEqual([]);
  }
});

test('every item that no control shows alone says what a person answers', () => {
  const silent = checklists().flatMap(({ items }) =>
    items.filter((item) => item.automation !== 'full' && !item.manual),
  );
  expect(silent.map(({ id }) => id)).toEqual([]);
});

test('what is left to people leaves a person to answer: no control shows such an item alone', () => {
  const alone = checklists().flatMap(({ id, items }) =>
    items
      .filter(({ automation, controls: mapped }) => {
        const isLeft = mapped.some((mapping) => mapping.with?.['unseenLeftToPeople'] === true);
        return isLeft && automation !== 'partial';
      })
      .map((item) => `${id} ${item.id}`),
  );
  expect(alone).toEqual([]);
});

test('every kind of declaration is used by some item or, where it may be left out, some control; an item names it once', () => {
  const named = checklists().flatMap((checklist) =>
    checklist.items.map(({ declarations = [] }) => declarations),
  );
  for (const kinds of named) expect(new Set(kinds).size).toBe(kinds.length);
  const optional = controls.flatMap(({ parameters }) =>
    Object.values(parameters).flatMap(({ declared }) => (declared?.optional ? [declared.kind] : [])),
  );
  expect([...new Set([...named.flat(), ...optional])].toSorted()).toEqual([...declarationKinds].toSorted());
});

test('an item that asks which time source or which software is allowed says so', () => {
  const byWord = (word: RegExp) =>
    checklists().flatMap(({ id, items }) =>
      items
        .filter(({ title }) => word.test(title.ja))
        .map((one) => [`${id} ${one.id}`, one.declarations ?? []] as const),
    );
  const about = byWord(/時刻の同期|時刻合わせ/);
  expect(about.length).toBeGreaterThan(1);
  for (const [item, kinds] of about) expect(kinds, item).toContain('approved-time-sources');
  const lists = byWord(/ソフトウェア一覧|不要なソフトウェア|使えるソフトウェア/);
  expect(lists.length).toBeGreaterThan(5);
  for (const [item, kinds] of lists) expect(kinds, item).toContain('approved-software');
});

const item = (
  automation: ChecklistItem['automation'],
  ...relationships: ('full' | 'partial' | 'related')[]
) => ({
  automation,
  controls: relationships.map((relationship, index) => ({ id: `c${index}`, relationship })),
});
const finding = (control: string, outcome: Outcome) => ({ control, variant: 'default', outcome });

test('a machine alone passes an item only where a control shows the whole of it', () => {
  expect(itemResult(item('full', 'full'), [finding('c0', 'pass')])).toBe('pass');
  expect(itemResult(item('partial', 'partial'), [finding('c0', 'pass')])).toBe('not-checked');
  expect(itemResult(item('manual'), [])).toBe('not-checked');
});

test('fail, error and unknown win, in this order; a control nobody reported is unknown', () => {
  const two = item('full', 'full', 'partial');
  expect(itemResult(two, [finding('c0', 'error'), finding('c1', 'fail')])).toBe('fail');
  expect(itemResult(two, [finding('c0', 'unknown'), finding('c1', 'error')])).toBe('error');
  expect(itemResult(two, [finding('c0', 'pass')])).toBe('unknown');
});

test('a whole item is unknown where its controls are about another class of machine', () => {
  const other = { ...finding('c0', 'not-applicable'), reason: 'other-kind-of-machine' };
  expect(itemResult(item('full', 'full'), [other])).toBe('unknown');
  expect(itemResult(item('full', 'full'), [other, finding('c0', 'pass')])).toBe('pass');
  expect(itemResult(item('partial', 'partial'), [other])).toBe('not-checked');
  expect(itemResult(item('full', 'full'), [finding('c0', 'not-applicable')])).toBe('not-applicable');
});

test('a related control never counts', () => {
  expect(itemResult(item('full', 'full', 'related'), [finding('c0', 'pass'), finding('c1', 'fail')])).toBe(
    'pass',
  );
});

test('a finding under other parameters than the item asks for does not count', () => {
  expect(itemResult(item('full', 'full'), [{ control: 'c0', variant: 'stricter', outcome: 'pass' }])).toBe(
    'unknown',
  );
});
