import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { Sheet, SheetRow } from './sheet.ts';
import { readWorkbook } from './workbook-reader.ts';
import { workbookStream } from './workbook-writer.ts';
import { parseXml } from './xml.ts';

const sheet = (change: Partial<Sheet>): Sheet => ({
  name: '一覧',
  columnWidths: [10, 20],
  head: [],
  rows: () => [],
  page: { orientation: 'landscape' },
  ...change,
});
const workbook = (...sheets: Sheet[]) => ({ title: '点検', asOf: '2026-11-21T00:00:00.000Z', sheets });

async function texts(rows: SheetRow[]): Promise<string[][]> {
  const bytes = await buffer(workbookStream(workbook(sheet({ rows: () => rows }))));
  return readWorkbook(bytes)[0]?.rows.map(({ cells }) => cells.map(({ text }) => text)) ?? [];
}

const hostile = [
  "=cmd|' /C calc'!A0",
  '+1',
  '@SUM(A1)',
  '\t=1',
  '＝1',
  '<script>&"\']]>',
  ' spaces  ',
  'line\nbreak',
  '_x0041_',
  '__x000D__',
  '0012',
  '1E5',
  'TRUE',
  '𠮷野家',
];

test('text comes back as text, whatever it looks like', async () => {
  expect(await texts(hostile.map((value) => ({ cells: [value] })))).toEqual(hostile.map((value) => [value]));
});

test('no text is a formula or a number in the file itself', async () => {
  const bytes = await buffer(
    workbookStream(workbook(sheet({ rows: () => hostile.map((value) => ({ cells: [value, value] })) }))),
  );
  const xml = Buffer.from(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? []).toString();
  expect(xml).not.toContain('<f');
  expect(xml.match(/<c /g)).toHaveLength(hostile.length * 2);
  expect(xml.match(/ t="(inlineStr|s)"/g)).toHaveLength(hostile.length * 2);
});

test('what XML forbids is named, what is too long for Excel is cut and says so', async () => {
  const [[control = '', half = '', long = ''] = []] = await texts([
    { cells: ['a\u0000\uFFFE\u202Eb', 'x\uD800', 'あ'.repeat(40_000)] },
  ]);
  expect([control, half]).toEqual(['a<U+0000><U+FFFE><U+202E>b', 'x<U+D800>']);
  expect(long).toHaveLength(32_766);
  expect(long).toMatch(/あ…（全40000文字のうち先頭のみ）$/);
  expect((await texts([{ cells: ['x'.repeat(10_000)] }]))[0]?.[0]).toHaveLength(10_000);
});

test('numbers are numbers', async () => {
  const bytes = await buffer(workbookStream(workbook(sheet({ rows: () => [{ cells: [412, -0.5, null] }] }))));
  const xml = Buffer.from(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? []).toString();
  expect(xml).toMatch(/<c r="A1" s="\d+"><v>412<\/v><\/c><c r="B1" s="\d+"><v>-0.5<\/v><\/c><\/row>/);
});

test('repeated texts are kept once, single ones stay in their cell', async () => {
  const rows = Array.from({ length: 1000 }, (_, index) => ({ cells: ['適合', `host-${index}`] }));
  const parts = unzipSync(await buffer(workbookStream(workbook(sheet({ rows: () => rows })))));
  const strings = Buffer.from(parts['xl/sharedStrings.xml'] ?? []).toString();
  expect(strings.match(/<si>/g)).toHaveLength(1);
  expect(await texts(rows)).toEqual(rows.map(({ cells }) => cells));
});

test('rows beyond the limit go to a further sheet with the same head', async () => {
  const listed = sheet({
    head: [{ cells: ['名前'] }],
    titleRows: 1,
    async *rows() {
      for (let index = 0; index < 25; index += 1) yield { cells: [`PC-${index}`] };
    },
  });
  const sheets = readWorkbook(
    await buffer(workbookStream(workbook(listed, listed), { maxRowsPerSheet: 10 })),
  );
  expect(sheets.map(({ name, rows }) => [name, rows.length])).toEqual([
    ['一覧', 11],
    ['一覧 (2)', 11],
    ['一覧 (3)', 6],
    ['一覧 (4)', 11],
    ['一覧 (5)', 11],
    ['一覧 (6)', 6],
  ]);
  expect(sheets[2]?.rows[1]?.cells[0]?.text).toBe('PC-20');
  expect(readWorkbook(await buffer(workbookStream(workbook(listed), { maxRowsPerSheet: 25 })))).toHaveLength(
    1,
  );
});

test('tabs have names that Excel takes', async () => {
  const names = ['a/b*c', "'x'", '', 'あ'.repeat(40), 'A B C', 'a\u202Eb'];
  const bytes = await buffer(workbookStream(workbook(...names.map((name) => sheet({ name })))));
  expect(readWorkbook(bytes).map(({ name }) => name)).toEqual([
    'a b c',
    'x',
    'Sheet',
    'あ'.repeat(31),
    'A B C (2)',
    'a<U+202E>b',
  ]);
});

test('the same workbook gives the same bytes, in any time zone', async () => {
  const once = workbook(sheet({ rows: () => [{ cells: ['a', 1] }] }));
  const before = process.env['TZ'];
  const first = await buffer(workbookStream(once));
  process.env['TZ'] = before === 'Asia/Tokyo' ? 'America/New_York' : 'Asia/Tokyo';
  const second = await buffer(workbookStream(once));
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
  expect(second.equals(first)).toBe(true);
});

test('every part is well-formed, and layouts keep the order of the schema', async () => {
  const full = sheet({
    head: [
      { cells: [{ value: '見出し', across: 2, style: 'title' }], height: 20 },
      { cells: ['No', '結果'], style: 'head' },
    ],
    titleRows: 1,
    frozen: true,
    filtered: true,
    choices: [{ column: 1, values: ['〇', '△', '－'] }],
    rows: () => [
      { cells: ['1', '〇'], style: 'cell', pageBreak: true },
      { cells: ['2', ''], style: 'cell' },
    ],
    page: { orientation: 'portrait', header: { left: 'A&B', center: '下書き(DRAFT)', right: '様02-06' } },
  });
  const parts = unzipSync(await buffer(workbookStream(workbook(full))));
  for (const [path, content] of Object.entries(parts)) expect(() => parseXml(content, path)).not.toThrow();
  const root = parseXml(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array(), 'sheet1').documentElement;
  expect(Array.from(root?.childNodes ?? [], ({ nodeName }) => nodeName)).toEqual([
    'sheetPr',
    'sheetViews',
    'sheetFormatPr',
    'cols',
    'sheetData',
    'autoFilter',
    'mergeCells',
    'dataValidations',
    'printOptions',
    'pageMargins',
    'pageSetup',
    'headerFooter',
    'rowBreaks',
  ]);
  expect(root?.getElementsByTagName('oddHeader')[0]?.textContent).toBe(
    '&LA&&B&C&"-,Bold"下書き(DRAFT)&R様02-06',
  );
});

test('an error while reading rows ends the stream with it', async () => {
  const broken = sheet({
    async *rows() {
      yield { cells: ['a'] };
      throw new Error('evidence is gone');
    },
  });
  await expect(buffer(workbookStream(workbook(broken)))).rejects.toThrow('evidence is gone');
});

test('a reader that goes away stops the rows', async () => {
  let stopped = false;
  const endless = sheet({
    *rows() {
      try {
        for (;;) yield { cells: [Math.random().toString(36).repeat(20)] };
      } finally {
        stopped = true;
      }
    },
  });
  const stream = workbookStream(workbook(endless));
  for await (const chunk of stream) if (chunk) break;
  await expect.poll(() => stopped).toBe(true);
});

test('unzip and Python find nothing wrong', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'workbook-'));
  try {
    const path = join(directory, 'a.xlsx');
    writeFileSync(path, await buffer(workbookStream(workbook(sheet({ rows: () => [{ cells: ['〇'] }] })))));
    expect(execFileSync('unzip', ['-t', path], { encoding: 'utf8' })).toContain('No errors detected');
    const names = execFileSync('python3', ['-m', 'zipfile', '-t', path], { encoding: 'utf8' });
    expect(names).toContain('Done testing');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('a sheet to be filled in: entries can be edited, the rest cannot, and a hidden sheet is not shown', async () => {
  const parts = unzipSync(
    await buffer(
      workbookStream(
        workbook(
          sheet({
            head: [{ cells: ['項目', '日付'], style: 'head' }],
            frozen: true,
            frozenColumns: 1,
            protected: true,
            page: { orientation: 'landscape', paper: 'A3' },
            rows: () => [
              {
                cells: [
                  { value: '1', style: 'cell' },
                  { value: 46_477, style: 'entryDate' },
                ],
                height: 30,
                growing: true,
              },
            ],
          }),
          sheet({ name: '控え', hidden: true }),
        ),
      ),
    ),
  );
  const text = (path: string) => Buffer.from(parts[path] ?? []).toString();
  const xml = text('xl/worksheets/sheet1.xml');
  expect(xml).toContain('</sheetData><sheetProtection sheet="1"');
  expect(xml).toContain('<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight"');
  expect(xml).toContain('<row r="2" ht="30">');
  expect(xml).toContain('<pageSetup paperSize="8"');
  expect(text('xl/worksheets/sheet2.xml')).not.toContain('sheetProtection');
  expect(text('xl/workbook.xml')).toMatch(
    /name="一覧" sheetId="1" r:id.*name="控え" sheetId="2" state="hidden"/,
  );
  const style = Number(/<c r="B2" s="(\d+)"><v>46477/.exec(xml)?.[1]);
  const formats = text('xl/styles.xml').match(/<xf [^>]*>.*?<\/xf>/g) ?? [];
  expect(formats[style]).toMatch(/numFmtId="164".*<protection locked="0"\/>/);
  expect(formats.filter((format) => format.includes('locked="0"'))).toHaveLength(6);
});
