import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { checklists } from '@tenken/controls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checklistOf } from '../../collector/src/assessments/checked-input.ts';
import type { AssessmentRecord } from '../../collector/src/assessments/record.ts';
import type { Said } from '../../collector/src/assessments/said.ts';
import { takenAnswers } from '../../collector/src/assessments/taken-answers.ts';
import { filledIn } from '../../collector/src/documents/forms/answer-sheet/fill-in.ts';
import { readAnswerSheet } from '../../collector/src/documents/forms/answer-sheet/read-answer-sheet.ts';
import { answerSheet } from '../../collector/src/documents/forms/answer-sheet/write-answer-sheet.ts';
import { hostileTexts, sampleRecord } from '../../collector/src/documents/forms/sample-record.ts';
import { serialOf } from '../../collector/src/documents/japanese/read-date.ts';
import { openArchive } from '../../collector/src/documents/spreadsheet/archive.ts';
import { workbookStream } from '../../collector/src/documents/spreadsheet/workbook-writer.ts';
import { converted, withoutLibreOffice } from './libreoffice.ts';

const now = Date.parse('2026-11-20T15:30:00.000Z');
const record = sampleRecord();

/** Every tenth item is answered, planned and written about in texts that nobody wishes for; some are expired. */
const said = new Map<string, Said>(
  record.items.flatMap(({ item }, index): [string, Said][] => {
    const text = (hostileTexts[index % hostileTexts.length] ?? '').trim().toWellFormed();
    if (index % 3 === 0) return [];
    return [
      [
        item.id,
        {
          attestation: {
            id: `a-${item.id}`,
            answer: 'done',
            note: text,
            person: '課長 髙﨑 𠮷乃',
            expiresOn: index % 2 === 0 ? '2027-03-31' : '2026-03-31',
            attachments: [],
            at: now - 1000,
          },
          plan: { id: `p-${item.id}`, owner: text, dueOn: '2027-03-01', text: `二行\n${text}`, at: now },
          entry: { revision: 1, role: null, remarks: text, by: 'console:sato', at: now },
        },
      ],
    ];
  }),
);
const withRemarks: AssessmentRecord = {
  ...record,
  items: record.items.map((item) => ({
    ...item,
    remarks: said.get(item.item.id)?.entry?.remarks ?? item.remarks,
  })),
};

describe.skipIf(withoutLibreOffice !== null)('an answer sheet that LibreOffice has saved', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'answers-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** As somebody opens it and saves it. */
  function saved(bytes: Uint8Array, name: string): Uint8Array {
    // LibreOffice cannot write over what it reads; it looks at the content, not at the name.
    const path = join(folder, `${name}.tmp`);
    writeFileSync(path, bytes);
    return readFileSync(converted(path, 'xlsx:Calc MS Excel 2007 XML'));
  }

  const taken = (bytes: Uint8Array, of: AssessmentRecord, held: ReadonlyMap<string, Said>) =>
    takenAnswers(of, held, readAnswerSheet(bytes), { now, newId: () => 'new' });

  test('without a change changes nothing, whatever its texts hold', async () => {
    const written = await buffer(workbookStream(answerSheet(withRemarks, said)));
    const again = saved(written, 'plain');
    expect(taken(again, withRemarks, said)).toEqual({
      changes: [],
      unchanged: 92,
      missing: [],
      faults: [],
      conflicts: [],
    });
    const parts = openArchive(again);
    const sheet = Buffer.from(parts.get('xl/worksheets/sheet1.xml') ?? []).toString();
    for (const element of ['<sheetProtection ', '<dataValidation ', '<pageSetup paperSize="8"']) {
      expect(sheet).toContain(element);
    }
    expect(Buffer.from(parts.get('xl/workbook.xml') ?? []).toString()).toContain('state="hidden"');
  });

  test('and filled in, before or after, is taken', async () => {
    const written = await buffer(workbookStream(answerSheet(record, new Map())));
    const whole = { answer: '実施済み', person: '=課長', until: serialOf('2027-03-31'), note: '+1' };
    const typed = {
      '1': whole,
      '2': { ...whole, until: 'R9.3.31', note: '_x0041_ 㐂' },
      '3': { ...whole, until: '令和9年3月31日', mark: '◯', remarks: '一\n二' },
      '4': { owner: '鈴木', due: '2027/3/1', plan: '0012', mark: '△' },
    };
    for (const bytes of [
      saved(filledIn(written, typed), 'before'),
      filledIn(saved(written, 'after'), typed),
    ]) {
      const { changes, faults, unchanged } = taken(bytes, record, new Map());
      expect(faults).toEqual([]);
      expect(unchanged).toBe(88);
      expect(changes).toMatchObject([
        { item: '1', attestation: { person: '=課長', note: '+1', expiresOn: '2027-03-31' } },
        { item: '2', attestation: { note: '_x0041_ 㐂', expiresOn: '2027-03-31' } },
        { item: '3', attestation: { expiresOn: '2027-03-31' }, entry: { role: 'done', remarks: '一\n二' } },
        { item: '4', plan: { owner: '鈴木', dueOn: '2027-03-01', text: '0012' }, entry: { role: 'planned' } },
      ]);
    }
  });

  test('of 276 items is read, and prints each page with its headings', { timeout: 180_000 }, async () => {
    const nite = sampleRecord({ checklist: checklistOf(checklists(), 'nite') });
    const written = await buffer(workbookStream(answerSheet(nite, new Map())));
    expect(taken(saved(written, 'nite'), nite, new Map())).toMatchObject({ unchanged: 276, faults: [] });
    const path = join(folder, 'print.xlsx');
    writeFileSync(path, written);
    const pdf = converted(path, 'pdf');
    const printed = spawnSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
    if (printed.status !== 0) {
      console.log('test/documents: printed text is not read back, pdftotext is not installed');
      return;
    }
    const text = printed.stdout;
    const pages = text.split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(20);
    expect(
      pages.filter((page) => page.includes('有効期限') && page.includes('特記事項')).length,
    ).toBeGreaterThan(20);
    // The hidden sheet is not for paper.
    expect(text).not.toContain('tenken-answers');
  });
});
