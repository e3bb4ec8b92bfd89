import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZipArchive } from '../../zip/zip-archive.ts';
import { PackedFile } from '../../zip/packed-file.ts';
import { unzipSync } from 'fflate';
import type { AssessmentSource } from '../../assessments/record.ts';
import { csvBytes } from '../csv/write-csv.ts';
import { RowAbove } from '../row-above.ts';
import { GrowingSheet } from '../spreadsheet/growing-sheet.ts';
import { SharedStrings } from '../spreadsheet/shared-strings.ts';
import { readWorkbook } from '../spreadsheet/workbook-reader.ts';
import { workbookBytes, workbookStream } from '../spreadsheet/workbook-writer.ts';
import { dataWorkbook } from './data-workbook.ts';
import { findingLists } from './finding-lists.ts';
import { host, hostileTexts, sampleFinding, sampleRecord, sampleSource } from './sample-record.ts';
import { assessmentTables } from './tables/index.ts';

const record = sampleRecord();
const source = sampleSource({
  async *findings(item) {
    if (item !== '1') return;
    for (let index = 0; index < 3000; index += 1) {
      const text = hostileTexts[index % hostileTexts.length] ?? '';
      yield sampleFinding(host(index, text), { observed: { ja: text, en: text } });
    }
  },
});

let folder = '';
const files: PackedFile[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lists-'));
});
afterAll(async () => {
  for (const file of files) await file.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: { level: 1 | 2 | 0 | 6; hashed: boolean }): Promise<PackedFile> {
  const file = await PackedFile.create(join(folder, `${files.length}`), options);
  files.push(file);
  return file;
}

/** As files of an archive, by name. */
async function listed(from: AssessmentSource): Promise<Record<string, Uint8Array>> {
  const lists = findingLists(record, from)(open);
  for (const item of record.items) {
    const take = lists.of(item);
    let passed = 0;
    for await (const finding of from.findings(item.item.id)) {
      take(finding);
      passed += 1;
      if (passed % 100 === 0) await lists.drain();
    }
  }
  const records: Uint8Array[] = [];
  const zip = new ZipArchive({
    write: (bytes) => Promise.resolve(void records.push(bytes)),
    async *read() {
      yield* records;
    },
  });
  const archive: Buffer[] = [];
  for await (const { path, bytes } of lists.entries()) {
    for await (const piece of zip.add({ name: path, content: bytes, level: 1 })) {
      archive.push(Buffer.from(piece));
    }
  }
  for await (const piece of zip.finish()) archive.push(Buffer.from(piece));
  return unzipSync(Buffer.concat(archive));
}

test('lists that grow while findings pass hold what lists that are read by themselves hold', async () => {
  const tables = assessmentTables(record, source);
  const made = await listed(source);
  const csv = Object.entries(made).filter(([name]) => name.endsWith('.csv'));
  expect(csv).toHaveLength(2);
  for (const table of tables.slice(-2)) {
    const [, bytes] = csv.find(([name]) => name.includes(`_${table.id}_`)) ?? [];
    expect(Buffer.from(bytes ?? []).equals(await buffer(csvBytes(table, { encoding: 'utf-8' })))).toBe(true);
  }
  const [, workbook] = Object.entries(made).find(([name]) => name.endsWith('.xlsx')) ?? [];
  const read = readWorkbook(workbook ?? new Uint8Array());
  expect(read).toEqual(readWorkbook(await buffer(workbookStream(dataWorkbook(record, tables)))));
  // Below the line that says that it is a draft, and the headings.
  expect(read.at(-2)?.rows).toHaveLength(3002);
});

test('without a finding they have their headings', async () => {
  const made = await listed(sampleSource({ async *findings() {} }));
  for (const [name, bytes] of Object.entries(made)) {
    if (name.endsWith('.csv')) expect(Buffer.from(bytes).toString().split('\r\n')).toHaveLength(2);
    else expect(readWorkbook(bytes).at(-1)?.rows).toHaveLength(2);
  }
  expect(Object.keys(made)).toHaveLength(3);
});

test('rows that are too many for a sheet go on in the next one, with the same head', async () => {
  const strings = new SharedStrings();
  const frame = {
    name: '一覧',
    columnWidths: [10],
    head: [{ cells: ['見出し'], style: 'head' as const }],
    page: { orientation: 'landscape' as const },
  };
  const sheet = new GrowingSheet(frame, { open, strings, maxRows: 10 });
  const above = new RowAbove<number>([
    { head: '名前', width: 10, of: (row) => `PC-${row}` },
    { head: '空', width: 10, of: () => null },
    { head: '番号', width: 10, of: (row) => row },
    { head: '区分', width: 10, of: () => '端末' },
  ]);
  for (let row = 0; row < 25; row += 1) {
    sheet.row(above.next(row));
    if (row === 3) await sheet.drain();
  }
  const workbook = { title: '点検', asOf: '2026-11-21T00:00:00.000Z', sheets: [await sheet.end()] };
  const pieces: Buffer[] = [];
  for await (const piece of workbookBytes(workbook, { strings })) pieces.push(Buffer.from(piece));
  const read = readWorkbook(Buffer.concat(pieces));
  expect(read.map(({ name, rows }) => [name, rows.length])).toEqual([
    ['一覧', 11],
    ['一覧 (2)', 11],
    ['一覧 (3)', 6],
  ]);
  expect(read[2]?.rows[1]?.cells.map(({ text }) => text)).toEqual(['PC-20', '20', '端末']);
});
