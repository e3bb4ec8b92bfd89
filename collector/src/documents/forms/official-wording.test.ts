import iconv from 'iconv-lite';
import { checklists } from '@tenken/controls';
import { describe, expect, test } from 'vitest';
import { handMade, sheetData } from '../spreadsheet/template/hand-made.ts';
import { readOfficialWording } from './official-wording.ts';
import { nwsystem } from './sample-record.ts';

const checklist = { ...nwsystem(), items: nwsystem().items.slice(0, 2) };
const head = ['#', '項目', '安全管理措置（最終案）', '重点報告事項', '自己点検結果', '特記事項'];
const items = { '1': '各接続機関は、体制を定める。\n二行目', '2': '"引用"、カンマ' };
const csv = `${head.join(',')}\r\n1,(1) 体制,"各接続機関は、体制を定める。\n二行目",○,,\r\n2,(2) 推進,"""引用""、カンマ",○,,\r\n`;

test('a workbook: the text beside the number, without ruby, with the hash of the file', async () => {
  const data = sheetData(head, ['1', 'a', '<v>0</v>'], ['2', 'b', '"引用"、カンマ']).replace(
    '<c r="C2" s="7">',
    '<c r="C2" t="s">',
  );
  const strings = '<si><t>各接続機関は、体制を定める。\n二行目</t><rPh sb="0" eb="1"><t>カク</t></rPh></si>';
  const wording = await readOfficialWording(handMade({ sheets: { 別紙2: data }, strings }), checklist);
  expect(wording.items).toEqual(items);
  expect(wording.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${csv}`)],
  ['Shift_JIS', iconv.encode(csv, 'cp932')],
])('a CSV in %s', async (_, bytes) => {
  expect((await readOfficialWording(bytes, checklist)).items).toEqual(items);
});

test('what does not fit is named', async () => {
  await expect(
    readOfficialWording(Buffer.from(csv), { ...checklist, items: nwsystem().items.slice(0, 3) }),
  ).rejects.toThrow(/no row for item 3\./);
  await expect(
    readOfficialWording(Buffer.from(`${head.join(',')}\n1,a,あ\n2,b,\n`), checklist),
  ).rejects.toThrow(/text of item 2 is empty/);
  await expect(readOfficialWording(Buffer.from('番号,見出し\n1,あ\n'), checklist)).rejects.toThrow(
    /no sheet/,
  );
  await expect(readOfficialWording(Buffer.from('a,"b\n'), checklist)).rejects.toThrow(
    /neither a workbook nor CSV/,
  );
});

test('rows that the list does not have are refused by their numbers, and so are numbers that stand twice', async () => {
  await expect(
    readOfficialWording(Buffer.from(`${csv}93,(9) 新設,あ,,,\r\n94,(9) 新設,い,,,\r\n`), checklist),
  ).rejects.toThrow(/items that the list does not have: '93' in row 4, '94' in row 5\./);
  await expect(readOfficialWording(Buffer.from(`${csv}2,(2) 再掲,あ,,,\r\n`), checklist)).rejects.toThrow(
    /more than one row bears the number of item 2\./,
  );
  // Notes below the table, and sections above their items, are no items.
  const noted = Buffer.from(`${csv}注,(注) この表は,あ,,,\r\n`);
  expect((await readOfficialWording(noted, checklist)).items).toEqual(items);
  const sections = {
    ...checklist,
    items: checklist.items.map((item) => ({ ...item, number: `4.1.${item.number}` })),
  };
  const sectioned = csv
    .replace('\r\n1,', '\r\n4.1,組織,組織の取組,,,\r\n4.1.1,')
    .replace('\r\n2,', '\r\n4.1.2,');
  expect((await readOfficialWording(Buffer.from(sectioned), sections)).items).toEqual(items);
});

describe('where numbers begin anew in each chapter', () => {
  const itaku = checklists().find(({ id }) => id === 'itaku');
  if (!itaku) throw new Error('no itaku');
  const chapters = [...new Set(itaku.items.map(({ path }) => path[0] ?? ''))];
  const block = (chapter: string) =>
    itaku.items
      .filter(({ path }) => path[0] === chapter)
      .map(({ id, number }) => `大項目,${number},文言 ${id}\n`)
      .join('');
  const text = (order: readonly string[]) =>
    order.map((chapter) => `${chapter},,\n大項目,No.,小項目\n${block(chapter)}`).join('');
  const wanted = Object.fromEntries(itaku.items.map(({ id }) => [id, `文言 ${id}`]));

  test('rows are matched by the chapter above them, in whatever order the chapters stand', async () => {
    for (const order of [chapters, chapters.toReversed()]) {
      expect((await readOfficialWording(Buffer.from(text(order)), itaku)).items).toEqual(wanted);
    }
  });
  test('a chapter beside each row, as in our own list', async () => {
    const rows = itaku.items.map(({ id, number, path }) => `${number},${path[0]},文言 ${id}\n`).toReversed();
    const bytes = Buffer.from(`項番,章,内容\n${rows.join('')}`);
    expect((await readOfficialWording(bytes, itaku)).items).toEqual(wanted);
  });
  test('what is too many, missing or there twice is named with its chapter', async () => {
    const whole = text(chapters);
    const first = '大項目,15,文言 1-15\n';
    await expect(
      readOfficialWording(Buffer.from(whole.replace(first, `${first}大項目,16,余分\n`)), itaku),
    ).rejects.toThrow(/does not have: '1-16' in row 18\./);
    await expect(readOfficialWording(Buffer.from(`${whole}大項目,29,余分\n`), itaku)).rejects.toThrow(
      /does not have: '2-29' in row/,
    );
    await expect(readOfficialWording(Buffer.from(whole.replace(first, '')), itaku)).rejects.toThrow(
      /no row for item 1-15\./,
    );
    await expect(
      readOfficialWording(Buffer.from(whole.replace(first, first + first)), itaku),
    ).rejects.toThrow(/more than one row bears the number of item 1-15\./);
  });
  test('without any heading of a chapter the numbers must be these in this order', async () => {
    const plain = `大項目,No.,小項目\n${chapters.map(block).join('')}`;
    expect((await readOfficialWording(Buffer.from(plain), itaku)).items).toEqual(wanted);
    await expect(readOfficialWording(Buffer.from(`${plain}大項目,29,余分\n`), itaku)).rejects.toThrow(
      /does not have: '29'/,
    );
  });
});
