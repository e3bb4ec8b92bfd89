import { expect, test } from 'vitest';
import { loadChecklist } from '../load.ts';

const { items, marks, rules } = loadChecklist('itaku/undated.yaml');

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

test('chapter 1 has its 15 items and chapter 2 its 28, each number once, in order', () => {
  expect(items.map(({ id }) => id)).toEqual([
    ...numbers(15).map((number) => `1-${number}`),
    ...numbers(28).map((number) => `2-${number}`),
  ]);
  expect(items).toHaveLength(43);
});

test('number and chapter are those of the print', () => {
  for (const { id, number, path } of items) {
    expect(id).toBe(`${path[0]?.slice(0, 1)}-${number}`);
  }
});

test('the groups hold as many items as in print', () => {
  const groups = new Map<string, number>();
  for (const { path } of items) {
    expect(path).toHaveLength(2);
    const group = path[1] ?? '';
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  expect([...groups]).toEqual([
    ['1. 個人情報の取扱いに係る規律の整備', 1],
    ['2. 物理的安全管理措置', 6],
    ['3.技術的安全管理措置', 8],
    ['Part1.技術的対策', 8],
    ['Part2.業務従事者としての対策', 13],
    ['Part3.組織的対策', 7],
  ]);
});

test('only 1-12 and 1-13 say 該当ある場合, and nothing else is flagged', () => {
  const where = items.filter(({ flags }) => flags.whereApplicable).map(({ id }) => id);
  expect(where).toEqual(['1-12', '1-13']);
  expect(items.filter(({ flags }) => flags.priority || flags.aggregatorExempt || flags.level)).toEqual([]);
});

test('the marks are ours and no frequency is set: the document prints neither', () => {
  expect(marks.map(({ mark, role, printed }) => [mark, role, printed])).toEqual([
    ['〇', 'done', false],
    ['△', 'planned', false],
    ['－', 'not-applicable', false],
  ]);
  expect(Object.values(rules).map(({ frequency }) => frequency)).toEqual([undefined]);
});
