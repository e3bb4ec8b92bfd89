import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileTexts } from '../forms/sample-record.ts';
import { RowAbove } from '../row-above.ts';
import type { TableValue } from '../table.ts';
import { SharedStrings } from './shared-strings.ts';
import { SheetXml } from './sheet-xml.ts';

const frame = { name: '一覧', columnWidths: [], head: [], page: { orientation: 'landscape' as const } };

const value = fc.oneof(
  fc.constantFrom<TableValue[]>(null, '', 0, 12, 'PC-1', 'PC-1', '端末 1', ...hostileTexts),
  fc.string({ maxLength: 4 }),
  fc.integer(),
);
const cells = fc.tuple(value, value, value, value);

const columns = [0, 1, 2, 3].map((index) => ({
  head: '',
  width: 10,
  of: (row: readonly TableValue[]) => row[index] ?? null,
}));

/** As any row is written, each by itself. */
function expected(rows: readonly TableValue[][]): string[] {
  const xml = new SheetXml(frame, new SharedStrings());
  return rows.map((row) => xml.row({ cells: row, style: 'list' }));
}

function listed(rows: readonly TableValue[][]): string[] {
  const xml = new SheetXml(frame, new SharedStrings());
  const above = new RowAbove(columns);
  return rows.map((row) => Buffer.from(xml.listRow(above.next(row))).toString());
}

test('a row of a list is what a row by itself is, whatever stands above it', () => {
  fc.assert(
    fc.property(fc.array(cells, { maxLength: 30 }), (rows) => {
      expect(listed(rows)).toEqual(expected(rows));
    }),
  );
});

test('each cell bears the number of its row, also where that becomes longer', () => {
  const rows = Array.from({ length: 1200 }, (_, row) => ['PC', row % 7 === 0 ? null : '端末', row, 'x']);
  expect(listed(rows)).toEqual(expected(rows));
});
