import { expect, test } from 'vitest';
import { controls } from '../../controls/registry.ts';
import { loadChecklist } from '../load.ts';

const { items, marks, rules } = loadChecklist('mynaportal/undated.yaml');

/** The printed rows of the annex, section by section. */
const rows = Object.entries({ '4.1': 7, '4.2': 3, '4.3': 5, '4.4': 5, '4.5': 2 }).flatMap(
  ([section, count]) => Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
);

test('the form has its 27 ticks, each number once, in order', () => {
  expect(items.map(({ id }) => id)).toEqual(['1.1', '1.2', '1.3', '1.3.1', '1.3.2', ...rows]);
  expect(items).toHaveLength(27);
  expect(items.map(({ number }) => number)).toEqual(items.map(({ id }) => id));
});

test('a row stands under its own section, and the section rows carry no tick', () => {
  for (const { id, path } of items.filter((item) => rows.includes(item.id))) {
    expect(path, id).toHaveLength(2);
    expect(path[1], id).toMatch(new RegExp(`^${id.slice(0, 3)} `));
  }
});

test('the form prints no columns for priority, levels or cases that may not exist', () => {
  for (const { id, flags } of items) {
    expect(flags, id).toEqual({
      priority: false,
      priorityConfidence: 'high',
      aggregatorExempt: false,
      level: null,
      whereApplicable: false,
    });
  }
  expect(marks.map(({ role }) => role)).toEqual(['done']);
});

test('行政機関等 confirm 1.2, 1.3 and 1.3.1 only; everybody else confirms all', () => {
  const confirmedBy = (kind: string) =>
    items.filter(({ appliesTo }) => appliesTo.includes(kind)).map(({ id }) => id);
  expect(confirmedBy('administrative-organ')).toEqual(['1.2', '1.3', '1.3.1']);
  expect(confirmedBy('service-provider')).toHaveLength(27);
});

test('at 事前申込み only 1.1 is confirmed, at 利用申請 all', () => {
  expect(rules['pre-application']?.checks).toEqual(['1.1']);
  expect(rules['application']?.checks).toBe('all');
});

test('1.3.2 needs all rows, 1.3 the whole annex, and nothing else needs anything', () => {
  const required = Object.fromEntries(
    items.flatMap(({ id, requires }) => (requires ? [[id, requires]] : [])),
  );
  expect(required).toEqual({ '1.3.2': rows, '1.3': ['1.3.1', '1.3.2', ...rows] });
});

test('every mapped control exists, and what no control shows says what a person answers', () => {
  const known = controls.map(({ id }) => id);
  for (const { id, controls: mapped, manual } of items) {
    for (const mapping of mapped) expect(known, `item ${id}`).toContain(mapping.id);
    expect(manual, `item ${id}`).toBeDefined();
  }
});
