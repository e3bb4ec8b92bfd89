import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { checklists } from '@tenken/controls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AssessmentRecord } from '../../collector/src/assessments/record.ts';
import { filledReport } from '../../collector/src/documents/forms/filled-form.ts';
import { sampleRecord } from '../../collector/src/documents/forms/sample-record.ts';
import { textsOf } from '../../collector/src/documents/paper.ts';
import { readWorkbook } from '../../collector/src/documents/spreadsheet/workbook-reader.ts';
import { workbookStream } from '../../collector/src/documents/spreadsheet/workbook-writer.ts';
import { confirmationContent } from '../../collector/src/pack/report/confirmation-content.ts';
import { confirmationPdf } from '../../collector/src/pack/report/confirmation-pdf.ts';
import { countsOf } from '../../collector/src/pack/report/counts.ts';
import { formPdf } from '../../collector/src/pack/report/form-pdf.ts';
import { Printer } from '../../collector/src/pack/report/glyphs.ts';
import { summaryPdf } from '../../collector/src/pack/report/summary-pdf.ts';
import { hostileName, testAssessment } from '../support/assessment-record.ts';
import { whyNoTools } from '../support/pack-files.ts';
import { makeScratchFolder, removeScratchFolder, scratchFolder } from '../support/scratch-folder.ts';

let folder: string;
let final: AssessmentRecord;
let draft: AssessmentRecord;

beforeAll(async () => {
  folder = makeScratchFolder();
  final = (await testAssessment(join(folder, 'final'))).record;
  draft = (await testAssessment(join(folder, 'draft'), { state: 'draft' })).record;
});
afterAll(() => removeScratchFolder(folder));

test('the same record gives the same bytes', async () => {
  const [first, second] = [await summaryPdf(final), await summaryPdf(final)];
  expect(first.bytes.equals(second.bytes)).toBe(true);
  const [one, two] = [await confirmationPdf(final), await confirmationPdf(final)];
  expect(one?.bytes.equals(two?.bytes ?? Buffer.alloc(0))).toBe(true);
});

test('what the font lacks becomes 〓 and is told; what it has stays', () => {
  const printer = new Printer();
  const kept = '〇△－○①㈱髙﨑～―…（）「」、。ABC abc 123';
  expect(printer.text(kept)).toBe(kept);
  expect(printer.replaced).toEqual([]);
  expect(printer.text('𠮷田✔\u202E')).toBe('〓田〓<U+202E>');
  // A variant is still the same character.
  expect(printer.text('渡邉\u{e0100}')).toBe('渡邉');
  expect(printer.replaced.map(({ codePoints }) => codePoints)).toEqual([
    'U+20BB7',
    'U+2714',
    'U+9089 U+E0100',
  ]);
  expect(printer.text('長'.repeat(50), 10)).toBe(`${'長'.repeat(10)}…（以下略）`);
  expect(printer.text('か\u3099')).toBe('が');
});

test('the confirmation report says what is to be reported, and nothing for other checklists', () => {
  const content = confirmationContent(final);
  const texts = textsOf(content?.blocks ?? []);
  const reported = final.items.filter((item) => item.reported);
  const grids = content?.blocks.flatMap((block) => (block.kind === 'grid' ? [block] : [])) ?? [];
  for (const [, total, ...marks] of grids[0]?.rows ?? []) {
    expect(marks.reduce<number>((sum, count) => sum + Number(count), 0)).toBe(total);
  }
  expect(grids[0]?.rows.map(([label, total]) => [label, total])).toContainEqual([
    reported.length === final.items.length ? '点検対象の項目' : 'うち報告対象の項目',
    reported.length,
  ]);
  // One page of them; the table has the rest.
  const exceptions = reported.filter(({ role }) => role !== 'done').length;
  expect(grids[1]?.rows.length).toBe(Math.min(exceptions, 24));
  expect(texts).toContain('2026-11-21（令和8年11月21日）');
  expect(textsOf(confirmationContent(draft)?.blocks ?? [])[0]).toMatch(/^令和　+年/);
  expect(confirmationContent({ ...final, checklist: { ...final.checklist, id: 'jnsa' } })).toBeNull();
});

test('every document counts what is asked, and only that', () => {
  const [first, second] = final.items;
  if (!first || !second) throw new Error('no items');
  const items = final.items.map((item) =>
    item === first || item === second ? { ...item, asked: false, role: null, mark: '' } : item,
  );
  const before = countsOf(final);
  const after = countsOf({ ...final, items });
  const wasOpen = [first, second].filter(({ role }) => role === null).length;
  expect(after.asked.total).toBe(before.asked.total - 2);
  expect(after.open).toBe(before.open - wasOpen);
  expect(after.asked.marks.at(-1)?.count).toBe(after.open);
});

const cannot = whyNoTools('pdftotext', 'pdffonts', 'pdftoppm');
if (cannot !== null) console.log(`reading PDF files back is skipped: ${cannot}`);

describe.skipIf(cannot !== null)('read back', () => {
  function read(pdf: Buffer): { pages: string[]; fonts: string } {
    const path = join(scratchFolder(), 'report.pdf');
    writeFileSync(path, pdf);
    const text = spawnSync('pdftotext', ['-layout', path, '-']).stdout.toString();
    const fonts = spawnSync('pdffonts', [path]).stdout.toString();
    return { pages: text.split('\f').slice(0, -1), fonts };
  }

  /** How far to the right each page has ink, in points from its left edge. */
  function rightmost(pdf: Buffer): number[] {
    const path = join(scratchFolder(), 'edges.pdf');
    writeFileSync(path, pdf);
    const drawn = spawnSync('pdftoppm', ['-r', '72', '-gray', path]).stdout;
    const pages: number[] = [];
    for (let at = 0; at < drawn.length;) {
      const [head = '', width = '0', height = '0'] =
        /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(drawn.toString('latin1', at, at + 40)) ?? [];
      if (head === '') throw new Error('no picture of a page');
      const wide = Number(width);
      const page = drawn.subarray(at + head.length, at + head.length + wide * Number(height));
      pages.push(
        page.reduce((right, level, place) => (level < 200 ? Math.max(right, place % wide) : right), 0),
      );
      at += head.length + page.length;
    }
    return pages;
  }

  test('machines of one name are told apart on paper', async () => {
    const vm = (id: string) => ({
      id,
      name: 'vm',
      platform: 'linux',
      assetNumber: null,
      lastReportAt: null,
    });
    const silent = [vm('11111111-a'), vm('22222222-b')];
    const { pages } = read((await summaryPdf({ ...final, coverage: { ...final.coverage, silent } })).bytes);
    const dense = pages.join('').replaceAll(/\s/g, '');
    expect(dense).toContain('vm（機器ID11111111）、vm（機器ID22222222）');
  });

  test('the report has at most four pages, page numbers, every item, both calendars, and its fonts inside', async () => {
    const { pages, fonts } = read((await summaryPdf(final)).bytes);
    expect(pages.length).toBeLessThanOrEqual(4);
    for (const [index, page] of pages.entries()) {
      expect(page).toMatch(new RegExp(`${index + 1} */ *${pages.length}`));
    }
    const all = pages.join('\n');
    const dense = all.replaceAll(/\s/g, '');
    const open = final.items.filter(({ role }) => role !== 'done').slice(0, 24);
    for (const { item } of open) expect(dense).toContain(item.title.ja.replaceAll(/\s/g, ''));
    expect(all).toContain('2026-11-21（令和8年11月21日）');
    expect(all).toContain('髙橋 花子');
    expect(all).not.toContain('DRAFT');
    const embedded = fonts.trim().split('\n').slice(2);
    for (const line of embedded) expect(line).toMatch(/BIZUDPGothic\S*\s.*yes\s+yes\s+yes/);
  });

  test('every page of a draft says that it is one', async () => {
    for (const pdf of [await summaryPdf(draft), await confirmationPdf(draft), await formPdf(draft)]) {
      const { pages } = read(pdf?.bytes ?? Buffer.alloc(0));
      expect(pages.length).toBeGreaterThan(0);
      for (const page of pages) expect(page).toContain('下書き（DRAFT）');
    }
  });

  const open = (record: AssessmentRecord): AssessmentRecord => ({
    ...record,
    items: record.items.map((item) => ({ ...item, role: null, mark: '', remarks: 'あ'.repeat(500) })),
  });

  test('様02-06 has one or two pages, and who signs stands on the first, also where nothing is done', async () => {
    const allDone = { ...final, items: final.items.map((item) => ({ ...item, role: 'done' as const })) };
    const { pages } = read((await confirmationPdf(allDone))?.bytes ?? Buffer.alloc(0));
    expect(pages.length).toBe(1);
    const long = read((await confirmationPdf(open(final)))?.bytes ?? Buffer.alloc(0));
    expect(long.pages.length).toBeLessThanOrEqual(2);
    expect(long.pages[0]).toMatch(/作成者[\s\S]*確認者[\s\S]*承認者/);
    expect(long.pages.join('')).toMatch(
      /残る\d+事項は別紙2にある[\s\S]*「以下略」とある欄の全文は別紙2にある/,
    );
  });

  test.each(checklists().map(({ id }) => id))(
    'the report of %s is no longer than four pages where everything is open, and the form holds every item whole',
    async (id) => {
      const checklist = checklists().find((one) => one.id === id);
      const record = open(sampleRecord(checklist && { checklist }));
      expect(read((await summaryPdf(record)).bytes).pages.length).toBeLessThanOrEqual(4);
      // No table sticks out of the margin of A4.
      for (const one of [record, sampleRecord(checklist && { checklist })]) {
        for (const right of rightmost((await summaryPdf(one)).bytes)) expect(right).toBeLessThanOrEqual(562);
      }
      const { pages } = read((await formPdf(record)).bytes);
      const dense = pages.join('').replaceAll(/\s/g, '');
      // No box is empty: what is open says so.
      expect(dense.split('未判定').length - 1).toBeGreaterThanOrEqual(countsOf(record).open);
      for (const { item } of record.items) {
        expect(dense).toContain(Array.from(item.title.ja.replaceAll(/\s/g, '')).slice(0, 8).join(''));
      }
      for (const page of pages) expect(page.replaceAll(/\s/g, '').length).toBeGreaterThan(150);
    },
  );

  test('a ticked box, which the font lacks, is a filled one on every page', async () => {
    const checklist = checklists().find(({ id }) => id === 'jnsa');
    const record = sampleRecord(checklist && { checklist });
    for (const pdf of [await summaryPdf(record), await formPdf(record)]) {
      const text = read(pdf.bytes).pages.join('');
      expect(text).toContain('■');
      expect(text).not.toMatch(/[☑\uFFFD]/);
      expect(pdf.replaced.map(({ character }) => character)).not.toContain('☑');
    }
  });

  test('a text of any length is whole in the form, over several rows', async () => {
    const record = sampleRecord();
    const [first] = record.items;
    if (first) first.remarks = '鱗'.repeat(4000);
    const { pages } = read((await formPdf(record)).bytes);
    expect(pages.join('')).toContain('（続き）');
    expect(Array.from(pages.join('')).filter((one) => one === '鱗')).toHaveLength(4000);
  });

  test('PDF and workbook of 様02-06 say the same, in the same order', async () => {
    const record = sampleRecord();
    const paper = confirmationContent(record);
    const workbook = filledReport(record);
    if (!paper || !workbook) throw new Error('no report');
    const texts = textsOf(paper.blocks).filter((one) => one !== '');
    const cells = readWorkbook(await buffer(workbookStream(workbook)))[0]?.rows.flatMap(({ cells: own }) =>
      own.map(({ text }) => text),
    );
    // The sheet's first rows are the note of a draft and the number of the form, which the PDF has on each page.
    expect(cells?.slice(2)).toEqual(texts);
    const dense = read((await confirmationPdf(record))?.bytes ?? Buffer.alloc(0))
      .pages.join('')
      .replaceAll(/\s/g, '');
    for (const text of texts.filter((one) => !one.includes('𠮷'))) {
      expect(dense).toContain(text.replaceAll(/\s/g, '').slice(0, 12));
    }
  });

  test('F28, F29: names of hosts stand in it as they are, visibly', async () => {
    const silent = [
      {
        id: 'x',
        name: hostileName,
        platform: 'linux',
        assetNumber: null,
        lastReportAt: final.assessment.asOf,
      },
    ];
    const { pages } = read((await summaryPdf({ ...final, coverage: { ...final.coverage, silent } })).bytes);
    const all = pages.join('').replaceAll(/\s/g, '');
    expect(all).toContain('=cmd|');
    expect(all).toContain('<imgsrc=x');
  });
});
