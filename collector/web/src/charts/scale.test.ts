import { expect, test } from 'vitest';
import { pathOf, roundAbove } from './scale.ts';

test.each([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 5],
  [7, 10],
  [10, 10],
  [11, 20],
  [99_999, 100_000],
])('the axis for %d ends at %d', (value, end) => {
  expect(roundAbove(value)).toBe(end);
});

test('a line is broken where a day is missing', () => {
  expect(pathOf([{ x: 0, y: 1 }, { x: 1, y: 2 }, null, { x: 3, y: 4 }])).toBe('M0.0 1.0 L1.0 2.0 M3.0 4.0');
});
