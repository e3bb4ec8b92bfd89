import { expect, test } from 'vitest';
import { pageOf } from './page-of.ts';

test('a list that ends where the page ends has no other page', () => {
  expect(pageOf([1, 2], 2)).toEqual({ rows: [1, 2], last: null });
  expect(pageOf([1, 2, 3], 2)).toEqual({ rows: [1, 2], last: 2 });
  expect(pageOf([], 2)).toEqual({ rows: [], last: null });
});
