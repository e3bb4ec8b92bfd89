import { buffer } from 'node:stream/consumers';
import type { Checklist } from '@tenken/controls';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { AssessmentRecord } from '../../assessments/record.ts';
import { readWorkbook } from '../spreadsheet/workbook-reader.ts';
import { workbookStream } from '../spreadsheet/workbook-writer.ts';
import { visibleText } from '../visible-text.ts';
import { filledForm, filledReport } from './filled-form.ts';
import type { FormOptions } from './filled-form.ts';
import { hostileTexts, nwsystem, sampleRecord } from './sample-record.ts';

const bytesOf = (record: AssessmentRecord) => buffer(workbookStream(filledForm(record)));

async function sheets(record: AssessmentRecord): Promise<Map<string, string[][]>> {
  return new Map(
    readWorkbook(await bytesOf(record)).map(({ name, rows }) => [
      name,
      rows.map(({ cells }) => cells.map(({ text }) => text)),
    ]),
  );
}

const final = (record: AssessmentRecord): AssessmentRecord => ({
  ...record,
  assessment: { ...record.assessment, state: 'final' },
});

/** The row of headings of the table with all items, and the row of one item. */
async function table(record: AssessmentRecord, id: string): Promise<[string[], string[]]> {
  const rows = (await sheets(final(record))).get('点検表') ?? [];
  const head = rows.find(([first]) => first === 'No.') ?? [];
  const number = record.items.find(({ item }) => item.id === id)?.item.number;
  return [head, rows.find(([first]) => first === number) ?? []];
}

test('別紙2 has its columns, all 92 items, and the reported ones apart', async () => {
  const found = await sheets(final(sampleRecord()));
  expect([...found.keys()]).toEqual(['点検表', '報告事項']);
  const [head] = await table(sampleRecord(), '1');
  expect(head).toEqual([
    'No.',
    '見出し',
    '内容（Tenkenによる要約）',
    '重点報告事項',
    '◆',
    '点検結果',
    '特記事項',
  ]);
  const numbers = (name: string) =>
    (found.get(name) ?? []).map(([first]) => first).filter((text) => /^\d+$/.test(text ?? ''));
  expect(numbers('点検表')).toEqual(Array.from({ length: 92 }, (_, index) => String(index + 1)));
  expect(numbers('報告事項')).toEqual(
    nwsystem()
      .items.filter(({ flags }) => flags.priority)
      .map(({ number }) => number),
  );
});

const reportOf = (record: AssessmentRecord, options: FormOptions = {}) => {
  const workbook = filledReport(record, options);
  if (!workbook) throw new Error('There is no report.');
  return buffer(workbookStream(workbook));
};

test('the report says who, what and when, and leaves room for seals', async () => {
  const [sheet] = readWorkbook(await reportOf(final(sampleRecord())));
  expect(sheet?.name).toBe('報告書');
  const lines = sheet?.rows.map(({ cells }) => cells.map(({ text }) => text).join('|')) ?? [];
  for (const line of [
    '様 02-06',
    '安全管理措置確認結果報告書',
    '接続機関名|点検市',
    '点検の種類|定期点検（令和8年度）',
    '点検の基準日|2026-11-21（令和8年11月21日）',
    '区分|氏名|日付|押印',
    '確認者|髙﨑 𠮷乃|2026-11-20（令和8年11月20日）',
    '承認者',
    '点検対象の項目|92|38|18|18|18',
    'うち報告対象の項目|49|22|8|9|10',
  ]) {
    expect(lines).toContain(line);
  }
  expect(filledReport(sampleRecord({ checklist: shaped({}, () => ({})) }))).toBeNull();
});

test('what this check does not ask is in no figure', async () => {
  const record = sampleRecord();
  const open = record.items.filter(({ role, reported }) => role === null && reported);
  for (const item of open) item.asked = false;
  const left = 18 - open.length;
  const texts = readWorkbook(await reportOf(record)).flatMap(({ rows }) =>
    rows.map(({ cells }) => cells.map(({ text }) => text).join('|')),
  );
  expect(texts).toContain(`下書き(DRAFT)　提出用ではありません（未判定 ${left}項目）`);
  expect(texts).toContain(`点検対象の項目|${92 - open.length}|38|18|18|${left}`);
  expect(texts).toContain(`うち報告対象の項目|${49 - open.length}|22|8|9|0`);
});

test('offices that write one-digit numbers full-width get them so', async () => {
  const record = {
    ...sampleRecord(),
    assessment: { ...sampleRecord().assessment, asOf: '2026-12-01T00:00:00.000Z' },
  };
  const [report] = readWorkbook(await reportOf(record, { eraStyle: 'letter' }));
  const texts = report?.rows.flatMap(({ cells }) => cells.map(({ text }) => text));
  expect(texts).toContain('定期点検（令和８年度）');
  expect(texts).toContain('2026-12-01（令和８年12月１日）');
});

test('a draft says so on every sheet and every printed page, a final form nowhere', async () => {
  const draft = await bytesOf(sampleRecord());
  for (const { name, rows } of readWorkbook(draft)) {
    expect(name).toMatch(/^下書き /);
    expect(rows[0]?.cells[0]?.text).toBe('下書き(DRAFT)　提出用ではありません（未判定 18項目）');
  }
  const headers = (bytes: Buffer) =>
    Object.entries(unzipSync(bytes))
      .filter(([path]) => path.startsWith('xl/worksheets/'))
      .map(([, xml]) => /<oddHeader>(.*?)<\/oddHeader>/.exec(Buffer.from(xml).toString())?.[1] ?? '');
  expect(headers(draft)).toHaveLength(2);
  const drafted = '&amp;C&amp;&quot;-,Bold&quot;下書き(DRAFT)&amp;R別紙2';
  for (const header of headers(draft)) expect(header).toContain(drafted);
  const whole = Object.values(unzipSync(await bytesOf(final(sampleRecord()))));
  for (const part of whole) expect(Buffer.from(part).toString()).not.toMatch(/下書き|DRAFT/);
});

test('official wording takes the place of summaries, and its lack is told', async () => {
  const record = sampleRecord({
    officialWording: { sha256: 'e'.repeat(64), items: { '1': '各接続機関は、…' } },
  });
  const [head, first] = await table(record, '1');
  const [, second] = await table(record, '2');
  expect(head[2]).toBe('内容（公式の文言。ないものは要約）');
  expect(first[2]).toBe('各接続機関は、…');
  expect(second[2]).toMatch(/^（要約）対策を推進する体制の整備\n/);
});

/** 別紙2's items under another form's rules. */
function shaped(
  change: Partial<Checklist>,
  flags: (index: number) => Partial<Checklist['items'][number]['flags']>,
): Checklist {
  const checklist = nwsystem();
  const plain = { priority: false, aggregatorExempt: false };
  return {
    ...checklist,
    id: 'other',
    ...change,
    items: checklist.items.slice(0, 10).map((item, index) => ({
      ...item,
      flags: { ...item.flags, ...plain, ...flags(index) },
    })),
  };
}
const [done, planned, none] = nwsystem().marks;
if (!done || !planned || !none) throw new Error('別紙2 has three marks.');

test('a form of ticks has a column for them and none for remarks', async () => {
  const checklist = shaped({ marks: [done] }, () => ({}));
  const [head, first] = await table(sampleRecord({ checklist }), '1');
  expect(head).toEqual(['No.', '見出し', '内容（Tenkenによる要約）', 'チェック欄']);
  expect(first.at(-1)).toBe('〇');
});

test('a form of levels has a column for each', async () => {
  const checklist = shaped(
    {
      marks: [
        { ...done, mark: '☑' },
        { ...none, printed: false },
      ],
    },
    (index) => ({
      level: index < 5 ? 'minimum' : 'optional',
    }),
  );
  const [head, first] = await table(sampleRecord({ checklist }), '1');
  expect(head.slice(3)).toEqual(['最低限取るべき措置', 'プラスα', 'コメント']);
  expect(first[3]).toBe('☑');
});

test('a document without a form of its own says which columns are ours', async () => {
  const checklist = shaped(
    { marks: [done, planned, none].map((mark) => ({ ...mark, printed: false })) },
    (index) => ({ whereApplicable: index === 0 }),
  );
  const record = sampleRecord({ checklist });
  const [head] = await table(record, '1');
  expect(head.slice(3)).toEqual(['該当ある場合', '確認結果（様式にない欄）', '備考（様式にない欄）']);
  const cover = (await sheets(final(record))).get('表紙')?.flat() ?? [];
  expect(cover).toContain('記号 〇 △ － は様式になく、Tenken が設けたものです。');
});

test('items that this kind of organisation or check does not fill in stay empty', async () => {
  const record = sampleRecord();
  const [first, second] = record.items;
  if (!first || !second) throw new Error('no items');
  second.asked = false;
  expect(second.mark).toBe('〇');
  const [, asked] = await table(record, first.item.id);
  const [, unasked] = await table(record, second.item.id);
  expect(asked).toContain('〇');
  expect(unasked).not.toContain('〇');
});

test('what does not apply has － and the reason in the columns of the form', async () => {
  const checklist = shaped({}, (index) => ({ whereApplicable: index === 3 || index === 0 }));
  const record = sampleRecord({ checklist });
  const item = record.items[3];
  if (!item) throw new Error('no items');
  item.remarks = '';
  item.why = { ja: '◆の項目であり、集約機関が実施する。', en: '' };
  const [head, row] = await table(record, item.item.id);
  expect(head.slice(3)).toEqual(['該当ある場合', '点検結果', '特記事項']);
  expect(row.slice(3)).toEqual(['－', '－', '◆の項目であり、集約機関が実施する。']);
  const [, applies] = await table(record, record.items[0]?.item.id ?? '');
  expect(applies[3]).toBe('○');
});

test('where numbers begin anew in each chapter, the row says which chapter it is of', async () => {
  const plain = shaped({}, () => ({}));
  const checklist = {
    ...plain,
    items: plain.items.map((item, index) => ({
      ...item,
      number: String((index % 5) + 1),
      path: [index < 5 ? '1 規律' : '2 対策', '見出し'],
    })),
  };
  const rows = (await sheets(final(sampleRecord({ checklist })))).get('点検表') ?? [];
  expect(rows.find(([first]) => first?.includes('No'))?.[0]).toBe('章-No.');
  expect(rows.filter(([first]) => /^\d-\d$/.test(first ?? '')).map(([first]) => first)).toEqual(
    [1, 2].flatMap((chapter) => [1, 2, 3, 4, 5].map((number) => `${chapter}-${number}`)),
  );
});

test('hostile remarks are on the form as text, whole, however long', async () => {
  const record = sampleRecord();
  for (const [index, text] of hostileTexts.entries()) {
    const item = record.items[index];
    if (item) item.remarks = text;
  }
  const rows = readWorkbook(await bytesOf(record))[0]?.rows ?? [];
  let number = '';
  const remarks = new Map<string, string>();
  for (const { cells } of rows) {
    const text = (column: number) => cells.find((cell) => cell.column === column)?.text ?? '';
    if (/^\d+(\n|$)/.test(text(0))) number = text(0).split('\n')[0] ?? '';
    remarks.set(number, (remarks.get(number) ?? '') + text(6));
  }
  for (const [index, text] of hostileTexts.entries()) {
    expect(remarks.get(String(index + 1))?.replaceAll('\n', '')).toBe(visibleText(text).replaceAll('\n', ''));
  }
});

test('the same record gives the same bytes', async () => {
  expect((await bytesOf(sampleRecord())).equals(await bytesOf(sampleRecord()))).toBe(true);
});
