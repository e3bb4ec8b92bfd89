import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileTexts } from '../forms/sample-record.ts';
import { RowAbove } from '../row-above.ts';
import type { TableValue } from '../table.ts';
import { CsvLines } from './csv-lines.ts';
import { csvLine } from './write-csv.ts';

const columns = [0, 1, 2].map((index) => ({
  head: '',
  width: 10,
  of: (row: readonly TableValue[]) => row[index] ?? null,
}));

const value = fc.oneof(fc.constantFrom<TableValue[]>(null, '', 0, 12, '=1', ...hostileTexts), fc.string());

test('a line is what it would be by itself, whatever stands above it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value, value), { maxLength: 8 }), (rows) => {
      const lines = new CsvLines(3);
      const above = new RowAbove(columns);
      for (const row of rows) {
        expect(Buffer.from(lines.next(above.next(row))).toString()).toBe(csvLine(row));
      }
    }),
  );
});
