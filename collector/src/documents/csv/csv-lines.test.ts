import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileTexts } from '../forms/sample-record.ts';
import type { TableValue } from '../table.ts';
import { CsvLines } from './csv-lines.ts';
import { csvLine } from './write-csv.ts';

const value = fc.oneof(fc.constantFrom<TableValue[]>(null, '', 0, 12, '=1', ...hostileTexts), fc.string());

test('a line is what it would be by itself, whatever stands above it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value, value), { maxLength: 8 }), (rows) => {
      const lines = new CsvLines(3);
      for (const row of rows) expect(Buffer.from(lines.next(row)).toString()).toBe(csvLine(row));
    }),
  );
});
