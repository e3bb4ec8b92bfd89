import { buffer } from 'node:stream/consumers';
import { checklists } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import { expect, test } from 'vitest';
import { filledIn } from '../documents/forms/answer-sheet/fill-in.ts';
import type { Typed } from '../documents/forms/answer-sheet/fill-in.ts';
import { readAnswerSheet } from '../documents/forms/answer-sheet/read-answer-sheet.ts';
import { answerSheet } from '../documents/forms/answer-sheet/write-answer-sheet.ts';
import { hostileTexts, sampleRecord } from '../documents/forms/sample-record.ts';
import { serialOf } from '../documents/japanese/read-date.ts';
import { columnName } from '../documents/spreadsheet/references.ts';
import { readWorkbook } from '../documents/spreadsheet/workbook-reader.ts';
import { workbookStream } from '../documents/spreadsheet/workbook-writer.ts';
import { refuseFaults } from './answer-round-trip.ts';
import { checklistOf } from './checked-input.ts';
import { itemBasis } from './item-basis.ts';
import type { AssessmentRecord } from './record.ts';
import type { Said } from './said.ts';
import { takenAnswers } from './taken-answers.ts';
import { ToldError } from '../told-error.ts';

/** 2026-11-21 in Japan. */
const now = Date.parse('2026-11-20T15:30:00.000Z');
const all = sampleRecord();
/** As many as the tests name. */
const record = { ...all, items: all.items.slice(0, 20) };
const attestation: NonNullable<Said['attestation']> = {
  id: 'a-1',
  answer: 'done',
  note: '規程で確認',
  person: '係長 佐藤',
  expiresOn: '2027-03-31',
  attachments: [],
  at: now - 1000,
};
const answered: Said = { attestation, plan: null, entry: null };
const expired: Said = {
  ...answered,
  attestation: { ...attestation, id: 'a-2', expiresOn: '2026-03-31' },
};
const plan = { id: 'p-1', owner: '鈴木', dueOn: '2027-03-01', text: '更新する', at: now - 1000 };
const planned: Said = { attestation: null, plan, entry: null };
const written: Said = {
  attestation: null,
  plan: null,
  entry: { revision: 2, role: null, remarks: '人が書いた文', by: 'console:sato', at: now - 1000 },
};

const whole = { answer: '実施済み', person: '課長 髙﨑', until: '2027-03-31' };

async function sheetOf(said: [string, Said][] = [], of: AssessmentRecord = record): Promise<Uint8Array> {
  return buffer(workbookStream(answerSheet(of, new Map(said))));
}

/** @param after what holds when the file comes back; unless told what held when it was written */
async function taken(typed: Typed, said: [string, Said][] = [], after = said, of: AssessmentRecord = record) {
  const bytes = filledIn(await sheetOf(said, of), typed);
  let id = 0;
  return takenAnswers(of, new Map(after), readAnswerSheet(bytes), { now, newId: () => `new-${(id += 1)}` });
}

test('a sheet that nobody has filled in changes nothing', async () => {
  const said: [string, Said][] = [
    ['1', answered],
    ['2', expired],
    ['3', planned],
    ['4', written],
  ];
  expect(await taken({}, said)).toEqual({
    changes: [],
    unchanged: record.items.length,
    missing: [],
    faults: [],
    conflicts: [],
  });
});

test.each<[string, string | number]>([
  ['a serial of Excel', serialOf('2027-03-31')],
  ['text', '2027-03-31'],
  ['slashes', '2027/3/31'],
  ['和暦', '令和９年3月31日'],
  ['和暦, short', 'R9.3.31'],
])('an answer with its date as %s', async (_, until) => {
  const { changes, faults } = await taken({ '1': { ...whole, until, note: '規程\r\n第3条' } });
  expect(faults).toEqual([]);
  expect(changes).toEqual([
    {
      item: '1',
      read: { attestation: null, plan: null, revision: 0 },
      attestation: {
        id: 'new-1',
        answer: 'done',
        note: '規程\n第3条',
        person: '課長 髙﨑',
        expiresOn: '2027-03-31',
        keepsFiles: false,
      },
    },
  ]);
});

test.each(['〇', '○', '◯', 'O', '０', '⭕'])('the mark %s is 実施済み', async (mark) => {
  const { changes } = await taken({ '1': { mark } });
  expect(changes[0]?.entry).toMatchObject({ role: 'done', remarks: null });
});

test('△ with its plan, － with its reason, and a text in the place of the draft', async () => {
  const { changes, faults } = await taken({
    '1': { mark: '▲', owner: '鈴木', due: '令和9年3月1日', plan: '更新する' },
    '2': { mark: 'ー', remarks: '該当する機器がない。' },
    '3': { remarks: '新しい文' },
    '5': { ...whole, answer: '対象外', note: '委託していない', mark: '-' },
  });
  expect(faults).toEqual([]);
  expect(
    changes.map((change) => [change.item, change.plan, change.entry?.role, change.entry?.remarks]),
  ).toEqual([
    ['1', { owner: '鈴木', dueOn: '2027-03-01', text: '更新する' }, 'planned', null],
    ['2', undefined, 'not-applicable', '該当する機器がない。'],
    ['3', undefined, null, '新しい文'],
    ['5', undefined, 'not-applicable', null],
  ]);
});

test('a text rests on what was shown when the file was written, with the answer of its row', async () => {
  const bytes = filledIn(await sheetOf(), { '1': { ...whole, remarks: '新しい文' } });
  const changed = {
    ...record,
    items: record.items.map((item) => ({ ...item, evidenceBasis: '2'.repeat(64) })),
  };
  const { changes } = takenAnswers(changed, new Map(), readAnswerSheet(bytes), { now, newId: () => 'new' });
  const then = { evidenceBasis: '1'.repeat(64), attestation: 'new', plan: null };
  expect(changes[0]?.entry?.basis).toBe(itemBasis(then));
});

test.each<[string, Said['attestation'] & object]>([
  ['実施している', attestation],
  ['done', attestation],
  ['実施していない', { ...attestation, answer: 'not-done' }],
  ['該当なし', { ...attestation, answer: 'not-applicable' }],
])('the older word %s says the same, and changes nothing that says so already', async (answer, same) => {
  expect((await taken({ '1': { ...whole, answer, note: '見た' } })).changes[0]?.attestation?.answer).toBe(
    same.answer,
  );
  const said: [string, Said][] = [['1', { ...answered, attestation: same }]];
  expect(await taken({ '1': { answer } }, said)).toMatchObject({ changes: [], faults: [] });
});

test('an answer of last year is carried over only with a new date', async () => {
  const sheet = readAnswerSheet(await sheetOf([['2', expired]]));
  expect(sheet.rows[1]?.entered).toMatchObject({ answer: '実施済み', note: '規程で確認', until: '' });
  const { changes } = await taken({ '2': { until: '2027-03-31' } }, [['2', expired]]);
  expect(changes[0]?.attestation).toMatchObject({
    answer: 'done',
    note: '規程で確認',
    expiresOn: '2027-03-31',
    keepsFiles: true,
  });
  const without = await taken({ '2': { note: '見直した' } }, [['2', expired]]);
  expect(without.faults).toMatchObject([{ row: 6, item: '2', column: '有効期限' }]);
  expect(without.changes).toEqual([]);
});

test('another answer leaves the files of the one before, and cleared columns withdraw', async () => {
  const other = await taken({ '1': { answer: '未実施' } }, [['1', answered]]);
  expect(other.changes[0]?.attestation).toMatchObject({ answer: 'not-done', keepsFiles: false });
  const cleared = await taken(
    {
      '1': { answer: '', note: '', person: '', until: '' },
      '3': { owner: '', due: '', plan: '' },
      '4': { remarks: '' },
    },
    [
      ['1', answered],
      ['3', planned],
      ['4', written],
    ],
  );
  expect(cleared.faults).toEqual([]);
  expect(cleared.changes).toMatchObject([
    { item: '1', attestation: null },
    { item: '3', plan: null },
    { item: '4', entry: { role: null, remarks: null } },
  ]);
});

test('every bad row is listed at once, with what to do', async () => {
  const { faults, changes } = await taken({
    '1': { answer: 'たぶん', person: '佐藤', until: '2027-03-31' },
    '2': { answer: '実施済み', until: '2026-11-20' },
    '3': { ...whole, until: '2028-01-01' },
    '4': { ...whole, until: '年度末' },
    '5': { ...whole, answer: '対象外' },
    '6': { note: '見た' },
    '7': { owner: '鈴木' },
    '8': { owner: '鈴木', due: '2026-01-01', plan: '更新' },
    '9': { mark: '×' },
    '10': { mark: '△' },
    '11': { mark: '－' },
    '12': { ...whole, note: 'x'.repeat(10_001) },
    '13': { item: '93' },
    '14': { item: '15' },
    '16': { item: '', person: '佐藤' },
    '17': whole,
  });
  expect(faults.map(({ row, item, message }) => `${row} ${item} ${message.en}`)).toEqual([
    "5 1 'たぶん' is no answer. Choose one of 実施済み, 未実施, 対象外.",
    '6 2 回答者（役職・氏名） is missing.',
    '6 2 有効期限: 2026-11-20 is past.',
    '7 3 有効期限: 2028-01-01 is more than 400 days away.',
    "8 4 有効期限: '年度末' is no date. Write year, month and day, as in 2027-03-31, 2027/3/31, 令和9年3月31日 or R9.3.31.",
    '9 5 確認した内容・理由: the reason why the item does not apply is missing.',
    '10 6 回答 is missing. Choose one of 実施済み, 未実施, 対象外, or clear the four columns of the answer.',
    '10 6 回答者（役職・氏名） is missing.',
    '10 6 有効期限 is empty. Write year, month and day, as in 2027-03-31, 2027/3/31, 令和9年3月31日 or R9.3.31.',
    '11 7 計画：期限 is empty. Write year, month and day, as in 2027-03-31, 2027/3/31, 令和9年3月31日 or R9.3.31.',
    '11 7 計画：内容 is missing.',
    '12 8 計画：期限: 2026-01-01 is past.',
    "13 9 '×' is no mark of the form. Choose 提案のとおり or one of 〇 △ －.",
    '14 10 The mark 実施予定 needs a plan whose date is not past: fill in 計画：担当, 期限 and 内容.',
    '15 11 The mark 対象外 needs its reason: write it in 特記事項, or answer 対象外 with the reason.',
    '16 12 確認した内容・理由 is longer than 10000 characters.',
    '17 93 nwsystem has no such item. Put the id of the item back, or remove the row.',
    '19 15 The item is in row 18 already. Keep one of the two rows.',
    '20  項目 is empty, and the row is filled in. Put the id of the item back, or clear the row.',
  ]);
  for (const { message } of faults) {
    expect(message.ja).toMatch(/\p{Script=Hiragana}/u);
    expect(message.ja).not.toBe(message.en);
  }
  // What is right by itself is told apart, and not applied while anything is wrong.
  expect(changes.map(({ item }) => item)).toContain('17');
});

test('a fault names its sheet and cell, as a program and a person look for it', async () => {
  const bytes = filledIn(await sheetOf(), { '1': { answer: 'たぶん' }, '2': { item: '93' } });
  const sheet = readAnswerSheet(bytes);
  const faulty = takenAnswers(record, new Map(), sheet, { now, newId: () => '' });
  const [first, ...others] = readWorkbook(bytes).flatMap(({ name, rows }) =>
    rows.flatMap(({ row, cells }) =>
      cells
        .filter(({ text }) => text === 'たぶん' || text === '93')
        .map(({ column }) => ({ sheet: name, cell: `${columnName(column)}${row}` })),
    ),
  );
  let told: ToldError['told'] = {};
  try {
    refuseFaults(faulty, sheet.sheet);
  } catch (error) {
    if (error instanceof ToldError) told = error.told;
  }
  expect(told.why?.ja).toBe('何も取り込んでいません。シート「回答」に直す所が4か所あります。');
  expect(told.faults?.map(({ code }) => code)).toEqual([
    'answer-unknown',
    'text-invalid',
    'date-invalid',
    'item-unknown',
  ]);
  expect(told.faults?.[0]).toMatchObject({ ...first });
  expect(told.faults?.[0]?.ja).toMatch(/^セルH5、項目1、回答: 'たぶん'/);
  expect(told.faults?.[3]).toMatchObject({ ...others[0] });
});

test('a form without △ takes none', async () => {
  const jnsa = checklistOf(checklists(), 'jnsa');
  const of = sampleRecord({ checklist: jnsa });
  const { faults, changes } = await taken(
    { 'C-a-min-1': { mark: '△' }, 'C-a-min-2': { mark: '✓' } },
    [],
    [],
    of,
  );
  expect(faults).toMatchObject([{ item: 'C-a-min-1', column: '印' }]);
  expect(changes[0]?.entry?.role).toBe('done');
});

test('an item that the check does not ask for has no row, and takes nothing', async () => {
  const of = { ...record, items: record.items.map((item) => ({ ...item, asked: item.item.id !== '2' })) };
  expect(readAnswerSheet(await sheetOf([], of)).rows.map(({ item }) => item)).not.toContain('2');
  const { faults } = await taken({ '1': { item: '2' } }, [], [], of);
  expect(faults).toMatchObject([
    { code: 'item-not-asked', message: { en: 'This check does not ask for the item. Clear the row.' } },
  ]);
  // As much where the rule has changed since the file was written.
  const before = filledIn(await sheetOf(), { '2': whole });
  expect(takenAnswers(of, new Map(), readAnswerSheet(before), { now, newId: () => '' }).faults).toMatchObject(
    [{ item: '2' }],
  );
});

test('a row whose item somebody has changed since is a conflict, others are not', async () => {
  const said: [string, Said][] = [['1', answered]];
  const renewed: Said = { ...answered, attestation: { ...attestation, id: 'a-9', note: '別人' } };
  const after: [string, Said][] = [
    ['1', renewed],
    ['2', planned],
    ['3', written],
    ['4', written],
  ];
  const { conflicts, changes, faults } = await taken(
    { '1': { note: '自分' }, '2': { mark: '〇' }, '3': { remarks: '自分' }, '5': whole },
    said,
    after,
  );
  expect(faults).toEqual([]);
  expect(conflicts.map(({ row, item }) => [row, item])).toEqual([
    [5, '1'],
    [6, '2'],
    [7, '3'],
  ]);
  expect(changes.map(({ item }) => item)).toEqual(['5']);
});

test('a file that was taken already changes nothing a second time', async () => {
  const typed: Typed = {
    '1': { ...whole, mark: '〇', remarks: '自分' },
    '2': { owner: '鈴木', due: '2027-03-01', plan: '更新する' },
    '3': { answer: '', note: '', person: '', until: '' },
  };
  const held: Said = {
    attestation: {
      ...attestation,
      id: 'new-1',
      note: '',
      person: whole.person,
      expiresOn: whole.until,
    },
    plan: null,
    entry: { revision: 1, role: 'done', remarks: '自分', by: 'console:sato', at: now },
  };
  const again = await taken(
    typed,
    [['3', answered]],
    [
      ['1', held],
      ['2', { ...planned, plan: { ...plan, id: 'p-9' } }],
    ],
  );
  expect(again).toMatchObject({ changes: [], conflicts: [], faults: [] });
});

test('texts that nobody wishes for are taken as they are, and come back', async () => {
  for (const text of hostileTexts) {
    const { changes, faults } = await taken({ '1': { ...whole, note: text } });
    const note = changes[0]?.attestation?.note ?? '';
    expect(faults, text.slice(0, 20)).toEqual([]);
    const said: Said = {
      ...answered,
      attestation: { ...attestation, note, person: text.slice(0, 100).toWellFormed().trim() },
      entry: { revision: 1, role: null, remarks: text.trim().toWellFormed(), by: 'x', at: now },
    };
    // What is stored stays what it is, although its cell shows other characters.
    expect((await taken({}, [['1', said]])).changes).toEqual([]);
    const { changes: moved } = await taken({ '1': { until: '2027-04-01' } }, [['1', said]]);
    expect(moved[0]?.attestation).toMatchObject({ note, person: said.attestation?.person });
  }
});

test('files of something else are refused as a whole', async () => {
  const sheet = readAnswerSheet(await sheetOf());
  for (const change of [
    { assessment: { ...record.assessment, id: 'other' } },
    { checklist: { ...record.checklist, edition: '2030' } },
    { checklist: { ...record.checklist, id: 'jnsa' } },
    { system: { id: 'other', name: '別' } },
  ]) {
    expect(() => takenAnswers({ ...record, ...change }, new Map(), sheet, { now, newId: () => '' })).toThrow(
      expect.objectContaining({ code: 'answer-sheet-mismatch' }),
    );
  }
});

test('276 items are written and read', async () => {
  const nite = checklistOf(checklists(), 'nite');
  const of = sampleRecord({ checklist: nite });
  const typed = Object.fromEntries(nite.items.map(({ id }) => [id, whole]));
  const { changes, faults } = await taken(typed, [], [], of);
  expect([changes.length, faults]).toEqual([276, []]);
});

test('rows may be away or in another order', async () => {
  const sheet = readAnswerSheet(await sheetOf());
  const { missing, changes, unchanged } = takenAnswers(
    record,
    new Map(),
    { ...sheet, rows: sheet.rows.slice(3).toReversed() },
    { now, newId: () => '' },
  );
  expect([missing, changes.length, unchanged]).toEqual([['1', '2', '3'], 0, 17]);
});

test('refusals are of this product', () => {
  expect(() => readAnswerSheet(Buffer.from('PK\u0003\u0004'))).toThrow(TenkenError);
});
