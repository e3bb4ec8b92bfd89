import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
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
