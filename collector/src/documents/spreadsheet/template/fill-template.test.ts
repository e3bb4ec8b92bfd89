import { TenkenError } from '@tenken/shared';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { openArchive } from '../archive.ts';
import { readWorkbook } from '../workbook-reader.ts';
import { fillTemplate } from './fill-template.ts';
import type { TemplateEntry, TemplateOptions } from './fill-template.ts';
import { handMade, handMadeParts, sheetData } from './hand-made.ts';
import type { HandMade } from './hand-made.ts';

const entry = (number: string, change: Partial<TemplateEntry> = {}): TemplateEntry => ({
  number,
  role: 'done',
  mark: '〇',
  remarks: '',
  ...change,
});
const two = [entry('1', { remarks: '対象412台中412台適合' }), entry('2', { role: 'planned', mark: '△' })];
const head = ['No', '点検結果', '特記事項'];
const form = (after = '') => ({ 点検表: `${sheetData(head, ['1', '', ''], ['2', '', '去年の文'])}${after}` });
const options: TemplateOptions = { printHeader: null };

const validation = (formula: string) =>
  `<dataValidations count="1"><dataValidation type="list" sqref="C9 B2:B99"><formula1>${formula}</formula1></dataValidation></dataValidations>`;

function texts(bytes: Uint8Array, tab = 0): string[][] {
  return readWorkbook(bytes)[tab]?.rows.map(({ cells }) => cells.map(({ text }) => text)) ?? [];
}

function refusal(template: Uint8Array, entries = two): string {
  try {
    fillTemplate(template, entries, options);
  } catch (error) {
    if (error instanceof TenkenError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('The template was taken.');
}

test('marks and remarks stand where the headings say; what stood there before is gone', () => {
  const filled = fillTemplate(handMade({ sheets: form() }), two, options);
  expect(texts(filled.bytes)).toEqual([head, ['1', '〇', '対象412台中412台適合'], ['2', '△']]);
  expect(filled).toMatchObject({ sheets: ['点検表'], changedParts: ['xl/worksheets/sheet1.xml'] });
});

test('an open item has an empty cell, also over a mark of last year', () => {
  const template = handMade({ sheets: { a: sheetData(head, ['1', '〇', 'x'], ['2', '〇', 'y']) } });
  const filled = fillTemplate(template, [entry('1', { role: 'open', mark: '' }), entry('2')], options);
  expect(texts(filled.bytes)).toEqual([head, ['1'], ['2', '〇']]);
});

test('cells keep their style, and every other part its bytes and place', () => {
  const parts = handMadeParts({
    sheets: { ...form(), 他: sheetData(['x']) },
    others: { 'xl/media/image1.bin': '\u0000' },
  });
  const template = handMade({
    sheets: { ...form(), 他: sheetData(['x']) },
    others: { 'xl/media/image1.bin': '\u0000' },
  });
  const after = openArchive(fillTemplate(template, two, options).bytes);
  expect([...after.keys()]).toEqual([...parts.keys()]);
  for (const [path, bytes] of parts) {
    if (path === 'xl/worksheets/sheet1.xml') continue;
    expect(Buffer.from(after.get(path) ?? []).equals(bytes), path).toBe(true);
  }
  const sheet = Buffer.from(after.get('xl/worksheets/sheet1.xml') ?? []).toString();
  expect(sheet).toContain('<c r="B2" s="7" t="inlineStr"><is><t xml:space="preserve">〇</t></is></c>');
});

test('the same template and entries give the same bytes', () => {
  const once = fillTemplate(handMade({ sheets: form() }), two, options).bytes;
  expect(Buffer.from(fillTemplate(handMade({ sheets: form() }), two, options).bytes).equals(once)).toBe(true);
});

describe('the character is the one that the drop-down list offers', () => {
  const filledBy = (made: HandMade, given = options) => texts(fillTemplate(handMade(made), two, given).bytes);

  test('a list in the cell itself', () => {
    expect(filledBy({ sheets: form(validation('"○,▲,－"')) })[1]?.[1]).toBe('○');
    expect(filledBy({ sheets: form(validation('"○,▲,－"')) })[2]?.[1]).toBe('▲');
  });
  test('entries with words', () => {
    expect(filledBy({ sheets: form(validation('"○：実施済,△：予定,－：対象外"')) })[2]?.[1]).toBe('△：予定');
  });
  test('a range on another sheet', () => {
    const sheets = { ...form(validation("'選択 肢'!$A$1:$A$3")), '選択 肢': sheetData(['◯'], ['▲'], ['ー']) };
    expect(filledBy({ sheets })[1]?.[1]).toBe('◯');
  });
  test('a name', () => {
    const sheets = { ...form(validation('記号')), 選択肢: sheetData(['O'], ['▲'], ['-']) };
    const workbook = '<definedNames><definedName name="記号">選択肢!$A$1:$A$3</definedName></definedNames>';
    expect(filledBy({ sheets, workbook })[1]?.[1]).toBe('O');
  });
  test('the list that Excel 2010 keeps apart', () => {
    const extension =
      '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list"><x14:formula1><xm:f>選択肢!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>B2:B3</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>';
    const sheets = { ...form(extension), 選択肢: sheetData(['⭕'], ['▲']) };
    expect(filledBy({ sheets })[1]?.[1]).toBe('⭕');
  });
  test('a list that cannot be read, or lacks the mark, is an error, unless a person says what to write', () => {
    const computed = { sheets: form(validation('INDIRECT(A1)')) };
    expect(refusal(handMade(computed))).toMatch(/^template-mismatch: .*list of B2 on '点検表' is computed/);
    expect(filledBy(computed, { printHeader: null, marks: { done: '済', planned: '予' } })[1]?.[1]).toBe(
      '済',
    );
    expect(refusal(handMade({ sheets: form(validation('"○,×"')) }))).toMatch(
      /nothing for 'planned', only '○', '×'/,
    );
  });
});

describe('finding rows', () => {
  test('headings in two rows, spread out, with a note; numbers full-width, as numbers, with No.', () => {
    const data = sheetData(
      ['安全管理措置', null, null, '結果'],
      [null, 'Ｎｏ．', '内容', '点 検 結 果（〇△－）', '特記事項'],
      [null, '１', 'a', ''],
      [null, '<v>2</v>', 'b', ''],
      [null, 'No.3', 'c'],
    );
    const filled = fillTemplate(
      handMade({ sheets: { a: data } }),
      ['1', '2', '3'].map((number) => entry(number)),
      options,
    );
    expect(texts(filled.bytes).slice(2)).toEqual([
      ['１', 'a', '〇'],
      ['2', 'b', '〇'],
      ['No.3', 'c', '〇'],
    ]);
  });
  test('shared texts without their ruby', () => {
    const data = sheetData(head, ['1', ''], ['2', '']).replace(
      't="inlineStr"><is><t>点検結果</t></is>',
      't="s"><v>0</v>',
    );
    const strings =
      '<si><r><t>点検</t></r><r><t>結果</t></r><rPh sb="0" eb="2"><t>テンケン</t></rPh><phoneticPr fontId="1"/></si>';
    expect(texts(fillTemplate(handMade({ sheets: { a: data }, strings }), two, options).bytes)[1]).toEqual([
      '1',
      '〇',
      '対象412台中412台適合',
    ]);
  });
  test('merged answers are written where the merge begins', () => {
    const data = sheetData(
      ['No', null, '点検結果', null, '特記事項'],
      [null, '1', '', '', ''],
      ['2', null, '', ''],
    );
    const merged =
      '<mergeCells count="3"><mergeCell ref="A1:B1"/><mergeCell ref="C1:D1"/><mergeCell ref="C2:D2"/></mergeCells>';
    const filled = fillTemplate(handMade({ sheets: { a: data + merged } }), two, options);
    expect(readWorkbook(filled.bytes)[0]?.rows[1]?.cells).toMatchObject([
      { column: 1, text: '1' },
      { column: 2, text: '〇' },
      { column: 4, text: '対象412台中412台適合' },
    ]);
  });
  test('headings again on each page, and items on several sheets', () => {
    const sheets = {
      一: sheetData(head, ['1', ''], head, ['2', '']),
      二: sheetData(head, ['3', '']),
    };
    const filled = fillTemplate(
      handMade({ sheets }),
      ['1', '2', '3'].map((number) => entry(number)),
      options,
    );
    expect(filled.sheets).toEqual(['一', '二']);
  });
  test('a tab with an example is left alone', () => {
    const sheets = { 記入例: sheetData(head, ['1', 'x'], ['2', 'x']), ...form() };
    const filled = fillTemplate(handMade({ sheets }), two, options);
    expect(filled.sheets).toEqual(['点検表']);
    expect(texts(filled.bytes)[1]).toEqual(['1', 'x']);
  });
  test('numbers that begin anew in each chapter are taken in order', () => {
    const data = sheetData(head, ['1', ''], ['2', ''], ['第2章'], ['1', ''], ['2', '']);
    const entries = ['1', '2', '1', '2'].map((number, index) => entry(number, { remarks: `r${index}` }));
    expect(texts(fillTemplate(handMade({ sheets: { a: data } }), entries, options).bytes)[4]).toEqual([
      '1',
      '〇',
      'r2',
    ]);
    expect(refusal(handMade({ sheets: { a: data } }), [...entries, entry('3')])).toMatch(
      /item 5 of its 5 should be number 3, and there is no further row/,
    );
  });
  test('a form without remarks', () => {
    const template = handMade({ sheets: { a: sheetData(['項番', '項目', 'チェック欄'], ['1.1', 'x', '']) } });
    const filled = fillTemplate(template, [entry('1.1', { mark: '☑', remarks: '使わない' })], {
      printHeader: null,
      headings: { remarks: null },
    });
    expect(texts(filled.bytes)[1]).toEqual(['1.1', 'x', '☑']);
  });
});

describe('a workbook that does not fit is an error that says why', () => {
  test.each<[string, HandMade['sheets'], RegExp]>([
    [
      'other headings',
      { 表紙: sheetData(['No', '結果']) },
      /no sheet \('表紙'\) has the headings No\/No\.\/#\/項番 \+ 自己点検結果\/点検結果/,
    ],
    ['missing items', { a: sheetData(head, ['1', '']) }, /no row for item 2\./],
    [
      'an item twice',
      { a: sheetData(head, ['1', ''], ['2', ''], ['2', '']) },
      /more than one row bears the number of item 2/,
    ],
    [
      'the form twice',
      { ...form(), 控: sheetData(head, ['1', ''], ['2', '']) },
      /'点検表' and '控' both hold every item/,
    ],
    [
      'a formula in the answer',
      { a: sheetData(head, ['1', '<f>A1</f><v>0</v>'], ['2', '']) },
      /cell B2 holds a formula/,
    ],
    [
      'one answer for two items',
      { a: `${sheetData(head, ['1', ''], ['2', ''])}<mergeCells><mergeCell ref="B2:B3"/></mergeCells>` },
      /item 2 in row 3 shares the cell B2 with another item/,
    ],
  ])('%s', (_, sheets, message) => {
    expect(refusal(handMade({ sheets }))).toMatch(message);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['no workbook', Buffer.from('管理番号,名前'), /no workbook/],
    ['an .xls, or one with a password', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /without a password/],
    ['an empty archive', zipSync({ a: new Uint8Array() }), /workbook is missing/],
    ['half an archive', handMade({ sheets: form() }).subarray(0, 900), /damaged/],
    ['a step up', zipSync({ '../../evil': new Uint8Array() }), /impossible name, "\.\.\/\.\.\/evil"/],
    ['a drive', zipSync({ 'C:\\evil': new Uint8Array() }), /impossible name/],
    ['a bomb', zipSync({ 'xl/a': new Uint8Array(129 * 1024 * 1024) }, { level: 1 }), /larger than 128 MB/],
    ['one name twice', zipSync({ a: new Uint8Array(), A: new Uint8Array() }), /entry A twice/],
    ['broken XML', handMade({ sheets: { a: '<sheetData>' } }), /sheet1\.xml: it is no well-formed XML/],
    [
      'a document type',
      handMade({ sheets: {}, others: { 'xl/workbook.xml': '<!DOCTYPE a><a/>' } }),
      /document type/,
    ],
    [
      'too many cells',
      handMade({ sheets: { a: `<sheetData>${'<row/>'.repeat(300_000)}</sheetData>` } }),
      /too large for a form/,
    ],
    [
      'cells without addresses',
      handMade({ sheets: { a: '<sheetData><row><c/></row></sheetData>' } }),
      /without an address/,
    ],
    [
      'a digital signature',
      handMade({
        sheets: form(),
        others: {
          '_rels/.rels':
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/><Relationship Id="b" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>',
        },
      }),
      /digital signature/,
    ],
  ])('%s', (_, template, message) => {
    expect(refusal(template)).toMatch(message);
    expect(refusal(template)).toMatch(/^template-unusable: /);
  });

  test('a header that lies about sizes gives no more than it said', () => {
    const zip = zipSync({ 'xl/workbook.xml': strToU8('<a>'.repeat(100_000)) }, { level: 9 });
    const at = Buffer.from(zip).lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    new DataView(zip.buffer, zip.byteOffset).setUint32(at + 24, 10, true);
    expect(openArchive(zip).get('xl/workbook.xml')?.byteLength).toBe(10);
  });
});

test('a workbook that calculates loses stored results and calculates when opened', () => {
  const sheets = { ...form(), 集計: sheetData(['<f>COUNTIF(点検表!B2:B3,"〇")</f><v>0</v>']) };
  const template = handMade({
    sheets,
    calcChain: '<c r="A1" i="2"/>',
    workbook: '<calcPr calcId="191029"/><extLst/>',
  });
  const filled = fillTemplate(template, two, options);
  expect(filled.changedParts).toEqual([
    '[Content_Types].xml',
    'xl/_rels/workbook.xml.rels',
    'xl/calcChain.xml',
    'xl/workbook.xml',
    'xl/worksheets/sheet1.xml',
    'xl/worksheets/sheet2.xml',
  ]);
  const parts = openArchive(filled.bytes);
  const part = (path: string) => Buffer.from(parts.get(path) ?? []).toString();
  expect(parts.has('xl/calcChain.xml')).toBe(false);
  expect(part('[Content_Types].xml') + part('xl/_rels/workbook.xml.rels')).not.toContain('alcChain');
  expect(part('xl/workbook.xml')).toContain('<calcPr calcId="191029" fullCalcOnLoad="1"/><extLst/>');
  expect(part('xl/worksheets/sheet2.xml')).toContain('<f>COUNTIF(点検表!B2:B3,"〇")</f></c>');
  const bare = fillTemplate(handMade({ sheets, workbook: '<extLst/>' }), two, options);
  expect(Buffer.from(openArchive(bare.bytes).get('xl/workbook.xml') ?? []).toString()).toContain(
    '</sheets><calcPr fullCalcOnLoad="1"/><extLst/>',
  );
});

describe('a draft says so on every printed page', () => {
  const header = (after: string) => {
    const filled = fillTemplate(handMade({ sheets: form(after) }), two, { printHeader: '下書き(DRAFT)' });
    return Buffer.from(openArchive(filled.bytes).get('xl/worksheets/sheet1.xml') ?? [])
      .toString()
      .replace(/.*<\/sheetData>/s, '');
  };
  test.each([
    ['', '<headerFooter><oddHeader>&amp;C&amp;B下書き(DRAFT)&amp;B</oddHeader></headerFooter>'],
    [
      '<pageSetup/><headerFooter><oddHeader>&amp;R様02-06</oddHeader><oddFooter>&amp;P</oddFooter></headerFooter><drawing/>',
      '<oddHeader>&amp;C&amp;B下書き(DRAFT)&amp;B&amp;R様02-06</oddHeader><oddFooter>&amp;P</oddFooter></headerFooter><drawing/>',
    ],
    [
      '<headerFooter><oddHeader>&amp;LQ&amp;&amp;C&amp;C表</oddHeader></headerFooter>',
      '<oddHeader>&amp;LQ&amp;&amp;C&amp;C&amp;B下書き(DRAFT)&amp;B\n表</oddHeader>',
    ],
    [
      '<headerFooter differentFirst="1"><oddFooter>x</oddFooter><firstFooter>y</firstFooter></headerFooter>',
      '<oddHeader>&amp;C&amp;B下書き(DRAFT)&amp;B</oddHeader><oddFooter>x</oddFooter><firstHeader>&amp;C&amp;B下書き(DRAFT)&amp;B</firstHeader><firstFooter>y</firstFooter>',
    ],
    [
      '<drawing/>',
      '<headerFooter><oddHeader>&amp;C&amp;B下書き(DRAFT)&amp;B</oddHeader></headerFooter><drawing/>',
    ],
  ])('%s', (before, after) => {
    expect(header(before)).toContain(after);
  });
});

test('a row grows with its remarks, unless a person set its height: then it is reported', () => {
  const rows = sheetData(head, ['1', '', ''], ['2', '', ''])
    .replace('<row r="2">', '<row r="2" ht="13.5">')
    .replace('<row r="3">', '<row r="3" ht="13.5" customHeight="true">');
  const columns = '<sheetFormatPr defaultRowHeight="13.5"/><cols><col min="3" max="3" width="20"/></cols>';
  const long = '集約機関が実施するため。'.repeat(5);
  const entries = [entry('1', { remarks: long }), entry('2', { remarks: long })];
  const filled = fillTemplate(handMade({ sheets: { 表: columns + rows } }), entries, options);
  const sheet = Buffer.from(openArchive(filled.bytes).get('xl/worksheets/sheet1.xml') ?? []).toString();
  expect(sheet).toContain('<row r="2" ht="96.5">');
  expect(sheet).toContain('<row r="3" ht="13.5" customHeight="true">');
  expect(filled.cramped).toEqual([{ number: '2', sheet: '表', cell: 'C3', why: 'too-small' }]);
  const grown = fillTemplate(handMade({ sheets: { 表: columns + rows } }), entries, {
    ...options,
    fixedRows: 'grow',
  });
  expect(grown.cramped).toEqual([]);
  expect(Buffer.from(openArchive(grown.bytes).get('xl/worksheets/sheet1.xml') ?? []).toString()).toContain(
    '<row r="3" ht="96.5" customHeight="true">',
  );
});

test('hostile remarks are text', () => {
  const remarks = '=cmd|x\u0000\u202E<b>&_x0041_\r\n終';
  const filled = fillTemplate(handMade({ sheets: form() }), [entry('1', { remarks }), entry('2')], options);
  expect(texts(filled.bytes)[1]?.[2]).toBe('=cmd|x<U+0000><U+202E><b>&_x0041_\n終');
});
