import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextIndexes } from './text-indexes.ts';

test('texts with the same print are told apart', () => {
  const indexes = new TextIndexes();
  indexes.add('合格', 7);
  indexes.add('不合格', 7);
  expect(['合格', '不合格', '不明'].map((text) => indexes.get(text, 7))).toEqual([0, 1, null]);
});

test('each text has the number of its turn, however many there are and however their prints meet', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 1, max: 100_000 }),
      (count, prints) => {
        const indexes = new TextIndexes();
        const told = Array.from({ length: count }, (_, index) => ({
          text: `text ${index}`,
          print: index % prints,
        }));
        for (const { text, print } of told) {
          if (indexes.get(text, print) !== null) throw new Error(`${text} is there before it was added`);
          indexes.add(text, print);
        }
        const found = told.map(({ text, print }) => indexes.get(text, print));
        expect(found).toEqual(told.map((_, index) => index));
      },
    ),
    { numRuns: 20 },
  );
});
