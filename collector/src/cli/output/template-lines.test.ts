import { expect, test } from 'vitest';
import { templateLines } from './template-lines.ts';

test('how many more rows there are than are named', () => {
  const report = { path: 'forms/x.xlsx', sheets: ['別紙2'], cramped: [], cover: [] };
  expect(templateLines({ ...report, crampedBeyond: 72 }).at(-1)).toContain('72 more');
  expect(templateLines({ ...report, crampedBeyond: 0 })).toHaveLength(1);
});

test('a person is told what was written into the workbook, and what is left to do', () => {
  expect(templateLines(null)).toEqual([]);
  const lines = templateLines({
    path: 'forms/x.xlsx',
    sheets: ['別紙2'],
    cramped: [
      { number: '3', sheet: '別紙2', cell: 'F8', why: 'too-small' },
      { number: '4', sheet: '別紙2', cell: 'F9', why: 'occupied' },
    ],
    cover: [
      { label: '機関名', sheet: '表紙', cell: 'A1', state: 'filled' },
      { label: '担当者', sheet: '表紙', cell: 'A2', state: 'unknown' },
      { label: '年度', sheet: '表紙', cell: 'A3', state: 'occupied' },
    ],
  });
  expect(lines).toEqual([
    'your workbook was filled: 別紙2; beside labels: 機関名',
    '担当者 (A2 of 表紙) was left: nobody has told it yet',
    '年度 (A3 of 表紙) was left: there is no empty cell beside it',
    'item 3: the remarks do not fit into F8 of 別紙2; make the row higher before you print',
    'item 4: the remarks were not written, since F9 of 別紙2 holds a note of the form',
  ]);
});
