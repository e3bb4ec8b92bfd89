import { expect, test } from 'vitest';
import { sha256 } from '@tenken/shared';
import { HashFilter } from './hash-filter.ts';

test('every hash that was added is known again; of others hardly one', () => {
  const filter = new HashFilter();
  const added = Array.from({ length: 20_000 }, (_, index) => sha256(`added ${index}`));
  for (const hash of added) filter.add(hash);
  expect(added.every((hash) => filter.mayHave(hash))).toBe(true);
  const others = Array.from({ length: 20_000 }, (_, index) => sha256(`other ${index}`));
  // One in a thousand million million, at so few.
  expect(others.filter((hash) => filter.mayHave(hash))).toEqual([]);
});
