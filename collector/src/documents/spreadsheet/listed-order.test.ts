import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ListedOrder } from './listed-order.ts';
import { SharedStrings } from './shared-strings.ts';

const text = fc.constantFrom('PC-1', 'PC-2', '端末', 'x', '');

test('the index of a text is that of the shared texts, in whatever order columns ask', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), text), { maxLength: 60 }), (asked) => {
      const expected = new SharedStrings();
      const strings = new SharedStrings();
      const columns = [new ListedOrder(strings), new ListedOrder(strings)] as const;
      for (const [isSecond, one] of asked) {
        expect(columns[isSecond ? 1 : 0].indexOf(one)).toBe(expected.indexOf(one));
      }
      expect([...strings.xml()]).toEqual([...expected.xml()]);
    }),
  );
});

test('thousands of texts in the same order again and again keep their indexes', () => {
  const strings = new SharedStrings();
  const column = new ListedOrder(strings);
  const texts = Array.from({ length: 5000 }, (_, index) => `PC-${index}`);
  const first = texts.map((one) => (strings.indexOf(one), strings.indexOf(one)));
  for (let round = 0; round < 3; round += 1) {
    expect(texts.map((one) => column.indexOf(one))).toEqual(first);
  }
});
