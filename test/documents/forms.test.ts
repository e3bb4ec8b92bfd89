import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvBytes } from '../../collector/src/documents/csv/write-csv.ts';
import { dataWorkbook } from '../../collector/src/documents/forms/data-workbook.ts';
import { filledForm, filledReport } from '../../collector/src/documents/forms/filled-form.ts';
import {
  host,
  hostileTexts,
  sampleFinding,
  sampleRecord,
  sampleSource,
} from '../../collector/src/documents/forms/sample-record.ts';
import { assessmentTables } from '../../collector/src/documents/forms/tables/index.ts';
import { readWorkbook } from '../../collector/src/documents/spreadsheet/workbook-reader.ts';
import { workbookStream } from '../../collector/src/documents/spreadsheet/workbook-writer.ts';
import { visibleText } from '../../collector/src/documents/visible-text.ts';
import { converted, withoutLibreOffice } from './libreoffice.ts';

const record = sampleRecord();
const hostile = assessmentTables(
  record,
  sampleSource({
    async *findings(item) {
      if (item !== '1') return;
      for (const [index, text] of hostileTexts.entries()) {
        yield sampleFinding(host(index, text), { observed: { ja: text, en: text } });
      }
    },
  }),
).filter(({ id }) => id === 'findings');

/** Without pdftotext what a page says cannot be read back, only that there is one. */
const withoutPdfText = spawnSync('pdftotext', ['-v']).status !== 0;
if (withoutPdfText) console.log('test/documents: printed text is not read back, pdftotext is not installed');

describe.skipIf(withoutLibreOffice !== null)('in LibreOffice', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'forms-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('the form opens and prints, each page with its number, its form and that it is a draft', async () => {
    const path = join(folder, 'form.xlsx');
    writeFileSync(path, await buffer(workbookStream(filledForm(record))));
    const pdf = converted(path, 'pdf');
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
    if (withoutPdfText) return;
    const pages = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' })
      .split('\f')
      .slice(0, -1);
    expect(pages.length).toBeGreaterThan(10);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('下書き(DRAFT)');
      expect(page).toContain('別紙2');
      expect(page).toContain(`${index + 1} / ${pages.length}`);
      expect(page).toContain('特記事項');
    }
    const printed = pages.join('').replaceAll(/\s/g, '');
    for (const text of ['安全管理措置一覧及び自己点検表', '集約機関が実施するため。', '令和8年11月21日']) {
      expect(printed).toContain(text);
    }
    // No text is cut off by its cell: the last words of the longest summary are on paper.
    const longest =
      record.items.map(({ item }) => item.summary.ja).toSorted((a, b) => b.length - a.length)[0] ?? '';
    expect(printed).toContain(longest.slice(-6));
  });

  test('the report prints on two pages at most, with the same headings as its PDF', async () => {
    const workbook = filledReport(record);
    if (!workbook) throw new Error('There is no report.');
    const path = join(folder, 'report.xlsx');
    writeFileSync(path, await buffer(workbookStream(workbook)));
    const pdf = converted(path, 'pdf');
    if (withoutPdfText) return;
    const pages = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' })
      .split('\f')
      .slice(0, -1);
    expect(pages.length).toBeLessThanOrEqual(2);
    const printed = pages.join('').replaceAll(/\s/g, '');
    for (const text of ['安全管理措置確認結果報告書', '髙﨑', '点検対象の項目', '実施済み以外の事項']) {
      expect(printed).toContain(text);
    }
  });

  test('hostile texts of a workbook are what they were after LibreOffice has read and saved it (F28)', async () => {
    const path = join(folder, 'data.xlsx');
    writeFileSync(path, await buffer(workbookStream(dataWorkbook(record, hostile))));
    converted(path, 'ods');
    const again = readWorkbook(readFileSync(converted(join(folder, 'data.ods'), 'xlsx')));
    const rows = again[0]?.rows ?? [];
    expect(rows).toHaveLength(hostileTexts.length + 2);
    for (const [index, text] of hostileTexts.entries()) {
      const saved = rows[index + 2]?.cells.find(({ column }) => column === 5)?.text;
      // LibreOffice itself drops tabs at the beginning of a text.
      expect(saved?.replace(/^\t/, '')).toBe(visibleText(text).replace(/^\t/, ''));
    }
  });

  test('no cell of a CSV is calculated (F28)', async () => {
    const [table] = hostile;
    if (!table) throw new Error('No list of findings.');
    const path = join(folder, 'findings.csv');
    writeFileSync(path, await buffer(csvBytes(table, { encoding: 'utf-8' })));
    const [sheet] = readWorkbook(readFileSync(converted(path, 'xlsx')));
    const names = sheet?.rows.slice(1).map(({ cells }) => cells.find(({ column }) => column === 5)?.text);
    expect(names?.[0]).toBe("'=cmd|' /C calc'!A0");
    expect(names).toHaveLength(hostileTexts.length);
    const parts = execFileSync('unzip', ['-p', join(folder, 'findings.xlsx'), 'xl/worksheets/sheet1.xml'], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    expect(parts).not.toMatch(/<f[ >/]/);
  });
});
