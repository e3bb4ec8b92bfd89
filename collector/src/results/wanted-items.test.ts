import { expect, test } from 'vitest';
import type { Item } from '../api/schemas.ts';
import { wantedItems } from './wanted-items.ts';

function item(id: string, changed: Partial<Item>): Item {
  const words = { ja: `項目${id}`, en: `Item ${id}` };
  return {
    id,
    number: id,
    path: ['第1章　体制'],
    title: words,
    summary: words,
    flags: {
      priority: false,
      priorityConfidence: 'sure',
      aggregatorExempt: false,
      level: null,
      whereApplicable: false,
    },
    automation: 'manual',
    manual: null,
    result: 'not-checked',
    hosts: { passing: 0, total: 1 },
    controls: [],
    ...changed,
  };
}

const first = item('1', {});
const items = [
  { ...first, flags: { ...first.flags, priority: true } },
  item('2', { result: 'fail', automation: 'full' }),
  item('3-2', { result: 'pass', automation: 'partial', path: ['第2章'] }),
];
const ids = (filter: Parameters<typeof wantedItems>[1]) => wantedItems(items, filter).map(({ id }) => id);

test('items are those that meet every condition, in the order of the form', () => {
  expect(ids({})).toEqual(['1', '2', '3-2']);
  expect(ids({ outcome: ['fail', 'pass'] })).toEqual(['2', '3-2']);
  expect(ids({ outcome: ['fail', 'pass'], automation: ['partial', 'manual'] })).toEqual(['3-2']);
  expect(ids({ priority: true })).toEqual(['1']);
  expect(ids({ text: '第１章 体制' })).toEqual(['1', '2']);
  expect(ids({ text: 'ITEM　３-２' })).toEqual(['3-2']);
  expect(ids({ text: 'nothing' })).toEqual([]);
});
