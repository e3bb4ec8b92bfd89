import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { ToldError } from '../../told-error.ts';
import { readLedger } from './read-ledger.ts';
import type { LedgerRow } from './read-ledger.ts';

const small = '管理番号,コンピュータ名,部署\r\n0012,PC-髙﨑,総務課\r\n';
const row = (change: Partial<LedgerRow>): LedgerRow => ({
  line: 2,
  assetNumber: '0012',
  name: 'PC-髙﨑',
  department: '総務課',
  location: null,
  user: null,
  serialNumber: null,
  excludedReason: null,
  ...change,
});

function refusal(bytes: Uint8Array): ToldError {
  try {
    readLedger(bytes);
  } catch (error) {
    // Whatever is wrong, both languages say it.
    if (error instanceof ToldError) {
      expect(error.saidIn('ja')).toMatch(/\p{Script=Hiragana}/u);
      expect(error.saidIn('en')).not.toBe(error.saidIn('ja'));
      return error;
    }
    throw error;
  }
  throw new Error('The ledger was taken.');
}
const invalid = (text: string) => {
  const error = refusal(Buffer.from(text));
  expect(error.code).toBe('ledger-invalid');
  return error.message;
};

test.each([
  ['utf-8 as Excel saves it', Buffer.from(`\uFEFF${small}`), 'utf-8'],
  ['utf-8 of a tool', Buffer.from(small), 'utf-8'],
  ['Shift_JIS of Excel and asset tools', iconv.encode(small, 'cp932'), 'shift_jis'],
  [
    'Unicode text of Excel: UTF-16, tabs',
    Buffer.from(`\uFEFF${small.replaceAll(',', '\t')}`, 'utf16le'),
    'utf-16le',
  ],
  ['UTF-16, high byte first', Buffer.from(`\uFEFF${small}`, 'utf16le').swap16(), 'utf-16be'],
])('%s', (_, bytes, encoding) => {
  const ledger = readLedger(bytes);
  expect(ledger.encoding).toBe(encoding);
  expect(ledger.rows).toEqual([row({})]);
  expect(ledger.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('rows without any value, as Excel leaves them, are no machines and are counted', () => {
  const text = '管理番号,ホスト名,部署\r\n1,a,\r\n,,\r\n　, ,\r\n\r\n2,b,x\r\n,,\r\n,,,,\r\n \r\n';
  const ledger = readLedger(Buffer.from(text));
  expect(ledger.rows.map(({ line, name }) => [line, name])).toEqual([
    [2, 'a'],
    [6, 'b'],
  ]);
  expect(ledger.blankRows).toBe(6);
  expect(readLedger(Buffer.from(small)).blankRows).toBe(0);
  // What says anything is a row, and has to be whole.
  expect(invalid('管理番号,ホスト名,部署\n1,a,\n,,総務課\n')).toMatch(/Line 3, 管理番号: empty/);
  expect(invalid('管理番号,ホスト名\n1,a\n,,\n,b\n')).toMatch(/Line 4, 管理番号: empty/);
  expect(invalid('管理番号,ホスト名\n1,a\n2,b,c\n')).toMatch(/near line 3: it has not as many columns/);
  expect(invalid('管理番号,ホスト名\n,\n,\n')).toMatch(/empty/);
});

test('headings of tools in any width, all columns, unknown ones named', () => {
  const ledger = readLedger(
    Buffer.from(
      'No,資産番号,ﾎｽﾄ名,所　属,設置場所,使用者,シリアルＮｏ．,対象外理由\n1,"A,1", PC 1 ,税務課,"2階\n北",田中,S1,\n2,A2,PC2,,,,,貸出返却済み\n',
    ),
  );
  expect(ledger.ignoredColumns).toEqual(['No']);
  expect(ledger.rows).toEqual([
    row({
      assetNumber: 'A,1',
      name: 'PC 1',
      department: '税務課',
      location: '2階\n北',
      user: '田中',
      serialNumber: 'S1',
    }),
    row({ line: 4, assetNumber: 'A2', name: 'PC2', department: null, excludedReason: '貸出返却済み' }),
  ]);
});

test('English headings', () => {
  const [first] = readLedger(Buffer.from('Asset_Number,Hostname,Exclusion reason\n007,pc,broken')).rows;
  expect(first).toMatchObject({ assetNumber: '007', name: 'pc', excludedReason: 'broken' });
});

test('every fault is named by line and column', () => {
  expect(invalid('管理番号,ホスト名\n1,PC-1\n１,PC-2\n,PC-3\n4,\n5,ｐｃ－１\n"6\n",PC-6\n7,PC-6\n')).toBe(
    [
      'The ledger was not taken; correct it and import it again.',
      "Line 3, 管理番号: '１' is on line 2 already.",
      'Line 4, 管理番号: empty.',
      'Line 5, ホスト名: empty.',
      "Line 6, ホスト名: 'ｐｃ－１' is on line 2 already.",
      "Line 9, ホスト名: 'PC-6' is on line 7 already.",
    ].join('\n'),
  );
});

test('many faults are counted, not all listed', () => {
  const lines = Array.from({ length: 50 }, () => ',,x');
  expect(invalid(`管理番号,ホスト名,部署\n${lines.join('\n')}\n`)).toMatch(/… and 80 more\.$/);
});

test('missing, repeated and unequal columns', () => {
  expect(invalid('管理番号,備考\n1,x')).toMatch(/no column for コンピュータ名 .*'備考'/);
  expect(invalid('備考\nx')).toMatch(/管理番号.* and none for コンピュータ名/);
  expect(invalid('管理番号,ホスト名,PC名\n1,a,b')).toMatch(/'ホスト名' \(2\) and 'PC名' \(3\)/);
  expect(invalid('管理番号,ホスト名\n1,a,b')).toMatch(/near line 2: it has not as many columns/);
  expect(invalid('管理番号,ホスト名\n1,"a\n')).toMatch(/quotation mark/);
  expect(invalid('')).toMatch(/empty/);
  expect(invalid('管理番号,ホスト名\n')).toMatch(/empty/);
});

test('a workbook is no CSV, and says so', () => {
  expect(refusal(Buffer.from('PK\u0003\u0004')).message).toMatch(/save the sheet as CSV UTF-8/);
});

test.each([
  [
    'broken UTF-8 with a mark',
    Buffer.concat([Buffer.from(`\uFEFF${small}`), Buffer.from([0xe3, 0x81])]),
    /Line 3/,
  ],
  [
    'neither',
    Buffer.from([...Buffer.from('管理番号,ホスト名\n1,'), 0xff, 0xfe, 0xfd]),
    /Line 2 is not utf-8/,
  ],
  ['UTF-16 without a mark', Buffer.from(small, 'utf16le'), /NUL bytes/],
  [
    'two half-width katakana, or one Greek letter',
    Buffer.from('asset number,host\r\n1,α'),
    /Name its encoding/,
  ],
])('encoding refused: %s', (_, bytes, message) => {
  const error = refusal(bytes);
  expect(error.code).toBe('file-encoding');
  expect(error.message).toMatch(message);
});

test('what a person says about the encoding settles it, but does not make broken bytes whole', () => {
  const doubtful = Buffer.concat([Buffer.from('asset number,host\r\n1,'), Buffer.from([0xce, 0xb1])]);
  expect(readLedger(doubtful, 'shift_jis').rows[0]?.name).toBe('ﾎｱ');
  expect(readLedger(doubtful, 'utf-8').rows[0]?.name).toBe('α');
  expect(() => readLedger(iconv.encode(small, 'cp932'), 'utf-8')).toThrow(/Line 1 is not utf-8/);
});

test('hostile values are data, and errors stay printable', () => {
  const text = '管理番号,ホスト名\n1,=cmd|calc\n2,\u202Eexe\n2,x\n';
  expect(invalid(text)).toContain("'2' is on line 3 already");
  expect(readLedger(Buffer.from(text.replace('2,x', '3,x'))).rows[1]?.name).toBe('\u202Eexe');
  expect(invalid(`管理番号,ホスト名\n1,\u001B[31m\n2,\u001B[31m\n`)).toContain("'<U+001B>[31m'");
  expect(invalid(`管理番号,ホスト名\n1,${'x'.repeat(10_000)}\n`)).toMatch(/longer than 1000/);
});

test('any bytes are taken or refused, never a crash', () => {
  const heading = Buffer.from('管理番号,ホスト名\n');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, headed) => {
      try {
        readLedger(headed ? Buffer.concat([heading, bytes]) : bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ToldError);
      }
    }),
  );
});
