import { expect, test } from 'vitest';
import { readWorkbook } from '../workbook-reader.ts';
import { fillTemplate } from './fill-template.ts';
import type { TemplateEntry } from './fill-template.ts';
import { handMade, sheetData } from './hand-made.ts';

const entries: TemplateEntry[] = [{ number: '1', role: 'done', mark: '〇', remarks: '' }];
const table = [
  ['No', '点検結果', '特記事項'],
  ['1', '', ''],
];
const cover = [
  { labels: ['機関名', '組織名称'], value: '点検市' },
  { labels: ['担当者'], value: '' },
  { labels: ['年度'], value: '令和8年度' },
  { labels: ['作成者'], value: '点検 太郎' },
  { labels: ['確認者'], value: '髙﨑 𠮷乃' },
  { labels: ['承認者'], value: '' },
];
const filled = (sheets: Record<string, string>) =>
  fillTemplate(handMade({ sheets }), entries, { printHeader: null, cover });
const texts = (bytes: Uint8Array, tab = 0) =>
  readWorkbook(bytes)[tab]?.rows.map(({ cells }) => cells.map(({ text }) => text));

test('empty cells beside labels are filled, however the label is spread out, and each is reported', () => {
  const first = sheetData(
    ['機　関　名：', ''],
    ['担当者', '', '年　度', ''],
    ['組織名称', '別の市'],
    ['年度'],
  );
  const result = filled({ 表紙: first, 点検表: sheetData(...table) });
  expect(texts(result.bytes)).toEqual([
    ['機　関　名：', '点検市'],
    ['担当者', '年　度', '令和8年度'],
    ['組織名称', '別の市'],
    ['年度'],
  ]);
  expect(result.cover).toEqual([
    { label: '機　関　名：', sheet: '表紙', cell: 'A1', state: 'filled' },
    { label: '担当者', sheet: '表紙', cell: 'A2', state: 'unknown' },
    { label: '年　度', sheet: '表紙', cell: 'C2', state: 'filled' },
    { label: '組織名称', sheet: '表紙', cell: 'A3', state: 'occupied' },
    // Nothing of the form is beside it.
    { label: '年度', sheet: '表紙', cell: 'A4', state: 'occupied' },
  ]);
  expect(result.changedParts).toEqual(['xl/worksheets/sheet1.xml', 'xl/worksheets/sheet2.xml']);
});

test('labels beside each other, as above seals, have their cell below; merged ones where the merge begins', () => {
  const seals = `${sheetData(['作成者', '確認者', '承認者'], ['', '', ''], ['機関名', null, '', ''])}<mergeCells count="2"><mergeCell ref="A3:B3"/><mergeCell ref="C3:D3"/></mergeCells>`;
  const result = filled({ 表紙: seals, 点検表: sheetData(...table) });
  expect(texts(result.bytes)).toEqual([
    ['作成者', '確認者', '承認者'],
    ['点検 太郎', '髙﨑 𠮷乃'],
    ['機関名', '点検市'],
  ]);
});

test('formulas, examples and the table itself are left alone', () => {
  const formula = sheetData(['年度', '<f>YEAR(NOW())</f><v>2026</v>'], ['機関名', '<f>A1</f>']);
  const example = sheetData(['機関名', '']);
  const own = sheetData(...table, ['機関名', '']);
  const result = filled({ 表紙: formula, 記入例: example, 点検表: own });
  expect(result.cover.map(({ sheet, state }) => [sheet, state])).toEqual([
    ['表紙', 'occupied'],
    ['表紙', 'occupied'],
    ['点検表', 'filled'],
  ]);
  expect(texts(result.bytes, 1)).toEqual([['機関名']]);
  // Between the first item and the last nothing is a label.
  const within = filled({ 点検表: sheetData(['No', '点検結果', '特記事項'], ['1', '', '']) });
  expect(within.cover).toEqual([]);
});
