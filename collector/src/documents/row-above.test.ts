import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowAbove } from './row-above.ts';
import { rowOf } from './table.ts';
import type { ColumnOf } from './table.ts';

type Machine = { name: string; seen: string | null; reports: number };

const columns: readonly ColumnOf<Machine>[] = [
  { head: '名前', width: 10, of: ({ name }) => name },
  { head: '日', width: 10, from: ({ seen }) => seen, of: ({ seen }) => seen?.slice(0, 1) ?? null },
  { head: '数', width: 10, of: ({ reports }) => reports },
];

const machine = fc.record({
  name: fc.constantFrom('', 'PC-1', '端末'),
  seen: fc.constantFrom(null, '', '11', '12', '2'),
  reports: fc.integer({ min: 0, max: 2 }),
});

test('says of each thing what its columns say, and which differ from the row above', () => {
  fc.assert(
    fc.property(fc.array(machine), (machines) => {
      const row = new RowAbove(columns);
      let above: unknown[] = [];
      for (const one of machines) {
        const expected = rowOf(columns, one);
        const { cells, changed } = row.next(one);
        expect(cells).toEqual(expected);
        expect(changed).toEqual(expected.map((value, index) => value !== above[index]));
        above = expected;
      }
    }),
  );
});
