import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AssessmentRecord } from '../../collector/src/assessments/record.ts';
import { confirmationContent } from '../../collector/src/pack/report/confirmation-content.ts';
import { confirmationPdf } from '../../collector/src/pack/report/confirmation-pdf.ts';
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
  const reported = final.items.filter((item) => item.reported);
  expect(content?.counts[0]).toMatchObject({ label: '報告対象事項', total: reported.length });
  for (const { total, marks } of content?.counts ?? []) {
    expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  }
  expect(content?.exceptions.length).toBe(reported.filter(({ role }) => role !== 'done').length);
  expect(content?.fields).toContainEqual({ label: '点検の基準日', value: '2026-11-21（令和8年11月21日）' });
  expect(confirmationContent(draft)).toMatchObject({ isDraft: true, reportedOn: null });
  expect(confirmationContent({ ...final, checklist: { ...final.checklist, id: 'jnsa' } })).toBeNull();
});

const cannot = whyNoTools('pdftotext', 'pdffonts');
if (cannot !== null) console.log(`reading PDF files back is skipped: ${cannot}`);

describe.skipIf(cannot !== null)('read back', () => {
  function read(pdf: Buffer): { pages: string[]; fonts: string } {
    const path = join(scratchFolder(), 'report.pdf');
    writeFileSync(path, pdf);
    const text = spawnSync('pdftotext', ['-layout', path, '-']).stdout.toString();
    const fonts = spawnSync('pdffonts', [path]).stdout.toString();
    return { pages: text.split('\f').slice(0, -1), fonts };
  }

  test('the report has at most four pages, page numbers, every item, both calendars, and its fonts inside', async () => {
    const { pages, fonts } = read((await summaryPdf(final)).bytes);
    expect(pages.length).toBeLessThanOrEqual(4);
    for (const [index, page] of pages.entries()) {
      expect(page).toMatch(new RegExp(`${index + 1} */ *${pages.length}`));
    }
    const all = pages.join('\n');
    const dense = all.replaceAll(/\s/g, '');
    for (const { item } of final.items) expect(dense).toContain(item.title.ja.replaceAll(/\s/g, ''));
    expect(all).toContain('2026-11-21（令和8年11月21日）');
    expect(all).toContain('髙橋 花子');
    expect(all).not.toContain('DRAFT');
    const embedded = fonts.trim().split('\n').slice(2);
    for (const line of embedded) expect(line).toMatch(/BIZUDPGothic\S*\s.*yes\s+yes\s+yes/);
  });

  test('every page of a draft says that it is one', async () => {
    for (const pdf of [await summaryPdf(draft), await confirmationPdf(draft)]) {
      const { pages } = read(pdf?.bytes ?? Buffer.alloc(0));
      expect(pages.length).toBeGreaterThan(0);
      for (const page of pages) expect(page).toContain('下書き（DRAFT）');
    }
  });

  test('様02-06 has one or two pages, also where nothing is done', async () => {
    const { pages } = read((await confirmationPdf(final))?.bytes ?? Buffer.alloc(0));
    expect(pages.length).toBe(1);
    const open = final.items.map((item) => ({ ...item, role: null, mark: '', remarks: 'あ'.repeat(500) }));
    const long = read((await confirmationPdf({ ...final, items: open }))?.bytes ?? Buffer.alloc(0));
    expect(long.pages.length).toBeLessThanOrEqual(2);
    expect(long.pages.join('')).toMatch(/ほか\d+事項は別紙2にある/);
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
