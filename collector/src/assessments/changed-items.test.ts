import { expect, test } from 'vitest';
import { changedItems } from './changed-items.ts';

test('only a text that says something else counts as changed', () => {
  expect(changedItems({ a: 'ＡＢＣ　定める', b: 'x' }, { a: 'ABC定める', b: 'y', c: 'z' })).toEqual([
    'b',
    'c',
  ]);
});
