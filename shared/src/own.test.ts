import { expect, test } from 'vitest';
import { own } from './own.ts';

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf', 'absent', ''])(
  'a table that does not have %j says nothing of it',
  (name) => {
    expect(own({ known: 1 }, name)).toBeUndefined();
  },
);

test('a table says what it has, whatever its name', () => {
  const table = JSON.parse('{"__proto__": 1, "constructor": 2, "zero": 0}') as Record<string, number>;
  expect(['__proto__', 'constructor', 'zero'].map((name) => own(table, name))).toEqual([1, 2, 0]);
});

test('without a table or a name there is nothing', () => {
  expect(own(null, 'known')).toBeUndefined();
  expect(own({ known: 1 }, undefined)).toBeUndefined();
});
