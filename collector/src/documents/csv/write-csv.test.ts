import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Unencodable } from '../japanese/shift-jis.ts';
import type { Table, TableValue } from '../table.ts';
import { csvBytes } from './write-csv.ts';
import type { CsvOptions } from './write-csv.ts';

const table = (...rows: TableValue[][]): Table => ({
  id: 'hosts',
  title: '機器',
  columns: [
    { head: '管理番号', width: 10 },
    { head: '名前', width: 20 },
  ],
  rows: () => rows,
});

async function csv(source: Table, options: CsvOptions = { encoding: 'utf-8' }): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const bytes of csvBytes(source, options)) pieces.push(bytes);
  return Buffer.concat(pieces);
}

test('UTF-8 with a byte order mark and CRLF, as Excel wants it', async () => {
  const bytes = await csv(table(['0012', 'PC-1'], [12, null]));
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(bytes.subarray(3).toString()).toBe('管理番号,名前\r\n0012,PC-1\r\n12,\r\n');
});

test('Shift_JIS without a mark, and a list of what it could not hold', async () => {
  const lost = new Map<string, Unencodable>();
  const bytes = await csv(table(['1', '𠮷田〜髙﨑']), { encoding: 'shift_jis', lost });
  expect(new TextDecoder('shift_jis', { fatal: true }).decode(bytes)).toBe(
    '管理番号,名前\r\n1,〓田～髙﨑\r\n',
  );
  expect([...lost.keys()]).toEqual(['𠮷']);
});

test.each([
  ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ['+1', "'+1"],
  ['-1+1', "'-1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['＝1+1', "'＝1+1"],
  ['－1', "'－1"],
  ['  =1', "'  =1"],
  ['\t=1', "'\t=1"],
  ['\r=1', "'\n=1"],
  ['\tx', "'\tx"],
  ['\u200B=1', '<U+200B>=1'],
  ['－', '－'],
  ['-', '-'],
  ['a"b,c\nd', 'a"b,c\nd'],
  ['a\u0000\u202Eb', 'a<U+0000><U+202E>b'],
])('%j is read back as %j', async (written, read) => {
  const [, row] = parse(await csv(table(['1', written])), { bom: true });
  expect(row).toEqual(['1', read]);
});

test('numbers are numbers, also below zero', async () => {
  expect((await csv(table([-1, 0.5]))).toString()).toContain('\r\n-1,0.5\r\n');
});

test('any text stays in its cell and never begins a formula', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom(...Array.from('=+-@＝\t\r\n ",;a〇\u3000ー')), maxLength: 12 }),
      async (text) => {
        const rows: string[][] = parse(await csv(table([text, 'end'])), { bom: true });
        expect(rows).toHaveLength(2);
        expect(rows[1]?.[1]).toBe('end');
        if ((rows[1]?.[0] ?? '').trim().length > 1) expect(rows[1]?.[0]).not.toMatch(/^\s*[=+@＝-]/);
      },
    ),
  );
});

test('rows are written as they come', async () => {
  const source: Table = {
    ...table(),
    *rows() {
      for (let index = 0; index < 300_000; index += 1) yield [index, `host-${index}`];
    },
  };
  let pieces = 0;
  let largest = 0;
  for await (const bytes of csvBytes(source, { encoding: 'utf-8' })) {
    pieces += 1;
    largest = Math.max(largest, bytes.length);
  }
  expect(pieces).toBeGreaterThan(50);
  expect(largest).toBeLessThan(100_000);
});
