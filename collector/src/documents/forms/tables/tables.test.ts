import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { csvBytes } from '../../csv/write-csv.ts';
import { readWorkbook } from '../../spreadsheet/workbook-reader.ts';
import { workbookStream } from '../../spreadsheet/workbook-writer.ts';
import type { Table } from '../../table.ts';
import { visibleText } from '../../visible-text.ts';
import { dataWorkbook } from '../data-workbook.ts';
import { hostileTexts, host, sampleFinding, sampleRecord, sampleSource } from '../sample-record.ts';
import { assessmentTables } from './index.ts';

const record = sampleRecord();
const tables = assessmentTables(record, sampleSource());

async function rowsOf(table: Table | undefined): Promise<Record<string, string | number | null>[]> {
  const rows: Record<string, string | number | null>[] = [];
  for await (const values of table?.rows() ?? []) {
    rows.push(Object.fromEntries(values.map((value, index) => [table?.columns[index]?.head ?? '', value])));
  }
  return rows;
}
const named = (id: string) => tables.find((table) => table.id === id);

test('every row of every list has one value for each column, and every list has rows', async () => {
  for (const table of tables) {
    expect(new Set(table.columns.map(({ head }) => head)).size, table.id).toBe(table.columns.length);
    let rows = 0;
    for await (const row of table.rows()) {
      expect(row, table.id).toHaveLength(table.columns.length);
      rows += 1;
    }
    expect(rows, table.id).toBeGreaterThan(0);
  }
});

test('headings have no line breaks and no characters that machines do not share', () => {
  for (const { head } of tables.flatMap(({ columns }) => columns)) {
    expect(head).toMatch(/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ーA-Za-z0-9（）-]+$/u);
    expect(head.normalize('NFKC').replaceAll('(', '（').replaceAll(')', '）')).toBe(head);
  }
});

test('an item has its result, in figures and words', async () => {
  const items = await rowsOf(named('items'));
  expect(items).toHaveLength(92);
  expect(items[0]).toMatchObject({
    版の状態: '下書き(DRAFT)',
    項番: '1',
    章: '1 安全管理措置の基本的枠組み',
    点検結果: '〇',
    点検結果の意味: '実施済み',
    重点報告事項: '○',
  });
  expect(items[0]).toMatchObject({ 点検結果コード: 'done', 総合判定: '適合', 総合判定コード: 'pass' });
  expect(items[4]).toMatchObject({ 点検結果: '', 点検結果の意味: '未判定', 点検結果コード: 'open' });
  const machines = items.find((item) => item['対象台数'] !== null);
  expect(machines).toMatchObject({ 適合台数: 409, 対象台数: 412 });
});

test('where a list has a code, the words for it stand in a column of their own', async () => {
  for (const table of tables) {
    const heads = table.columns.map(({ head }) => head);
    const rows = await rowsOf(table);
    for (const head of heads.filter((one) => one.endsWith('コード') && one !== '理由コード')) {
      const word = head.replace('コード', '');
      expect(heads, table.id).toContain(word);
      for (const row of rows) {
        // An open item has no mark and is named in the column of meanings.
        const shown = word === '点検結果' ? row['点検結果の意味'] : row[word];
        if (row[head]) expect(shown, `${table.id} ${head} ${row[head]}`).toMatch(/[^ -~]/);
      }
    }
  }
});

test('an attested item rests on a word, an open one on nothing', async () => {
  const items = await rowsOf(named('items'));
  const only = items.filter((row) => row['対象台数'] === null);
  expect(new Set(only.map((row) => `${row['点検結果コード']} ${row['結果の根拠']}`))).toEqual(
    new Set(['done 申告による', 'planned 計画による', 'not-applicable 対象外の理由による', 'open なし']),
  );
});

test('the list of items is printed with the columns that people read, wrapped, headings repeated', async () => {
  const workbook = dataWorkbook(
    record,
    tables.filter(({ id }) => id === 'items'),
  );
  const parts = unzipSync(await buffer(workbookStream(workbook)));
  const book = Buffer.from(parts['xl/workbook.xml'] ?? []).toString();
  expect(book).toMatch(/Print_Area"[^>]*>[^<]*\$A\$1:\$O\$94</);
  expect(book).toMatch(/Print_Titles"[^>]*>[^<]*\$2:\$2</);
  const sheet = Buffer.from(parts['xl/worksheets/sheet1.xml'] ?? []).toString();
  expect(sheet).toContain('orientation="landscape" fitToWidth="1" fitToHeight="0"');
  const printed = Array.from(sheet.matchAll(/<col min="(\d+)"[^>]*width="([\d.]+)"/g)).filter(
    ([, column]) => Number(column) <= 15,
  );
  // A4 landscape holds some 130 half-width characters at ten points; at two thirds of that it can still be read.
  expect(printed.reduce((sum, [, , width]) => sum + Number(width), 0)).toBeLessThan(215);
});

test('a draft says so in a visible cell and in the header of every sheet, a final workbook nowhere', async () => {
  const sheetsOf = async (state: 'draft' | 'final') => {
    const stated = { ...record, assessment: { ...record.assessment, state } };
    const bytes = await buffer(
      workbookStream(dataWorkbook(stated, assessmentTables(stated, sampleSource()))),
    );
    const headers = Object.entries(unzipSync(bytes))
      .filter(([path]) => path.startsWith('xl/worksheets/'))
      .map(([, part]) => /<oddHeader>(.*?)<\/oddHeader>/.exec(Buffer.from(part).toString())?.[1]);
    return { first: readWorkbook(bytes).map(({ rows }) => rows[0]?.cells[0]?.text), headers };
  };
  const draft = await sheetsOf('draft');
  expect(draft.first).toHaveLength(tables.length);
  for (const text of [...draft.first, ...draft.headers]) expect(text).toContain('下書き(DRAFT)');
  const whole = await sheetsOf('final');
  for (const text of [...whole.first, ...whole.headers]) expect(text).not.toContain('DRAFT');
});

test('every machine once, with why it counts', async () => {
  const hosts = await rowsOf(named('hosts'));
  expect(hosts.map((row) => [row['区分'], row['対象台数に含む'], row['機器名']])).toEqual([
    ['有効な報告あり', '○', 'PC-001'],
    ['有効な報告あり', '○', 'PC-002'],
    ['有効な報告あり', '○', 'PC-003'],
    ['報告が古い', '○', 'PC-900'],
    ['未登録', '○', 'PC-901'],
    ['未登録', '○', 'PC-902'],
    ['対象外', '', 'PC-903'],
    ['台帳にない機器', '', 'PC-904'],
    ['失効', '', 'PC-905'],
  ]);
});

test('和暦 never stands without 西暦', async () => {
  expect((await rowsOf(named('plans')))[0]).toMatchObject({
    実施予定日: '2027-02-26',
    '実施予定日（和暦）': 'R9.2.26',
    基準日に期限切れ: '',
  });
  for (const { columns, id } of tables) {
    for (const { head } of columns.filter(({ head }) => head.includes('和暦'))) {
      expect(
        columns.filter((other) => other.head.startsWith(head.slice(0, 3))).length,
        `${id} ${head}`,
      ).toBeGreaterThan(1);
    }
  }
});

test('a verdict names its control, machine, limits and times', async () => {
  const [finding] = await rowsOf(named('findings'));
  expect(finding).toMatchObject({
    機器名: 'PC-001',
    管理番号: '00001',
    判定: '適合',
    判定コード: 'pass',
    判定基準: '{"maxAgeDays":30}',
    '継続開始日時（日本時間）': '2026-04-01 09:00:00',
    証跡の数: 1,
  });
  expect((await rowsOf(named('finding-evidence')))[0]).toMatchObject({
    証跡の種類: '記憶装置の暗号化',
    証跡の種類コード: 'disk-encryption',
    報告ID: 'r-1',
  });
});

const hostile = assessmentTables(
  record,
  sampleSource({
    async *findings(item) {
      if (item !== '1') return;
      for (const [index, text] of hostileTexts.entries()) {
        yield sampleFinding(
          { ...host(index, text), assetNumber: text },
          { observed: { ja: text, en: text } },
        );
      }
    },
  }),
);

test('hostile machines are text in the workbook (F28)', async () => {
  const bytes = await buffer(workbookStream(dataWorkbook(record, hostile)));
  const rows = readWorkbook(bytes).find(({ name }) => name === '下書き 判定')?.rows ?? [];
  // The first row of a draft says so.
  expect(rows).toHaveLength(hostileTexts.length + 2);
  for (const [index, text] of hostileTexts.entries()) {
    expect(rows[index + 2]?.cells.find(({ column }) => column === 5)?.text).toBe(visibleText(text));
  }
  for (const [path, part] of Object.entries(unzipSync(bytes))) {
    if (path.startsWith('xl/worksheets/')) expect(Buffer.from(part).toString()).not.toMatch(/<f[ >/]/);
  }
});

test('hostile machines begin no formula in CSV (F28), in either encoding', async () => {
  const findings = hostile.find(({ id }) => id === 'findings');
  if (!findings) throw new Error('No list of findings.');
  for (const encoding of ['utf-8', 'shift_jis'] as const) {
    const bytes = await buffer(csvBytes(findings, { encoding }));
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    const rows: string[][] = parse(text, { bom: true });
    expect(rows).toHaveLength(hostileTexts.length + 1);
    for (const row of rows) {
      expect(row).toHaveLength(findings.columns.length);
      for (const value of row) expect(value).not.toMatch(/^\s*[=+\-@＝].|(?![\n\t])[\p{Cc}\p{Cf}]/su);
    }
  }
});

test('a list of many rows is read while it is written', async () => {
  let alive = 0;
  let most = 0;
  const many = assessmentTables(
    record,
    sampleSource({
      async *findings(item) {
        if (item !== '1') return;
        for (let index = 0; index < 50_000; index += 1) {
          alive += 1;
          most = Math.max(most, alive);
          yield sampleFinding(host(index));
          alive -= 1;
        }
      },
    }),
  ).filter(({ id }) => id === 'findings');
  let bytes = 0;
  for await (const piece of workbookStream(dataWorkbook(record, many))) bytes += (piece as Buffer).length;
  expect(bytes).toBeGreaterThan(100_000);
  expect(most).toBe(1);
});
