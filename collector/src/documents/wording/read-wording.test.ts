import { expect, test } from 'vitest';
import { changedItems, readWording } from './read-wording.ts';

const items = [
  { id: '1', number: '1' },
  { id: '2', number: '2' },
];
const csv = (...lines: string[]) => Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`);

test('takes the text of every item, also where it goes on in the next row', () => {
  const { items: texts, sha256 } = readWording(
    csv('別紙2,,', 'No.,内容,点検結果', '１,体制を,', ',定める。,', '2.,"計画を,立てる",〇'),
    items,
  );
  expect(texts).toEqual({ '1': '体制を\n定める。', '2': '計画を,立てる' });
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('numbers that begin anew in each chapter are taken in their order', () => {
  const chapters = [
    { id: '1-1', number: '1' },
    { id: '1-2', number: '2' },
    { id: '2-1', number: '1' },
  ];
  const { items: texts } = readWording(csv('No,対策', '1,a', '2,b', '1,c'), chapters);
  expect(texts).toEqual({ '1-1': 'a', '1-2': 'b', '2-1': 'c' });
});

test.each([
  ['no headings', csv('1,a', '2,b')],
  ['an item too few', csv('No,内容', '1,a')],
  ['an item without text', csv('No,内容', '1,a', '2,')],
  ['no table', Buffer.from('"')],
])('%s is refused as a whole', (_, bytes) => {
  expect(() => readWording(bytes, items)).toThrow(expect.objectContaining({ code: 'wording-mismatch' }));
});

test('only a text that says something else counts as changed', () => {
  expect(changedItems({ a: 'ＡＢＣ　定める', b: 'x' }, { a: 'ABC定める', b: 'y', c: 'z' })).toEqual([
    'b',
    'c',
  ]);
});
