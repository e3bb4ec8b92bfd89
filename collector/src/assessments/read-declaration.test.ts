import { declarationKinds } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { declarationColumns } from './declaration-columns.ts';
import { readDeclaration } from './read-declaration.ts';

const csv = 'ソフトウェア名,バージョン,承認者\r\n一太郎,2025,課長 髙﨑\r\nFirefox,,\r\n';
const entries = [{ name: '一太郎', version: '2025', approvedBy: '課長 髙﨑' }, { name: 'Firefox' }];

function refusal(text: string | Uint8Array): string {
  try {
    readDeclaration('approved-software', typeof text === 'string' ? Buffer.from(text) : text);
  } catch (error) {
    if (error instanceof TenkenError && error.code === 'declaration-invalid') return error.message;
    throw error;
  }
  throw new Error('The declaration was taken.');
}

test.each([
  ['UTF-8', Buffer.from(csv)],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${csv}`)],
  ['Shift_JIS of Excel', iconv.encode(csv, 'cp932')],
  [
    'English headings in any case',
    Buffer.from('Name,VERSION,Approved_By\n一太郎,2025,課長 髙﨑\nFirefox,,\n'),
  ],
  [
    'widths and spaces',
    Buffer.from('ソフトウェア 名,ﾊﾞｰｼﾞｮﾝ,承認者,\n 一太郎 ,2025,課長 髙﨑,\n,,,\nFirefox,,,\n'),
  ],
  ['JSON', Buffer.from(JSON.stringify(entries))],
])('%s', (_, bytes) => {
  expect(readDeclaration('approved-software', bytes)).toEqual(entries);
});

test('unknown, repeated and missing columns are told with those there are', () => {
  const message = refusal('バージョン,版,色\n1,2,3\n');
  expect(message).toContain("The columns 'バージョン' and '版' mean the same; keep one of them.");
  expect(message).toContain("The column '色' is not known.");
  expect(message).toContain('The column ソフトウェア名 is missing.');
  expect(message).toContain('The columns are: ソフトウェア名 (name, required), 発行元 (publisher)');
  expect(refusal('ソフトウェア名,\nFirefox,x\n')).toContain("The column '' is not known.");
});

test('every fault is named by its line', () => {
  expect(
    refusal(`ソフトウェア名,バージョン\nFirefox,1\nｆｉｒｅｆｏｘ,１\n,2\n${'x'.repeat(1001)},\nFirefox,2\n`),
  ).toBe(
    [
      'The declaration was not taken; correct it and declare again.',
      'Line 3: the same is on line 2 already.',
      'Line 4, ソフトウェア名: empty.',
      'Line 5, ソフトウェア名: longer than 1000 characters.',
    ].join('\n'),
  );
});

test.each([
  ['nothing', ''],
  ['headings alone', 'ソフトウェア名\n'],
  ['a workbook', 'PK\u0003\u0004'],
  ['JSON of numbers', '[{"name":1}]'],
  ['JSON that is no list', '{"name":"x"}'],
  ['JSON with another field', '[{"name":"x","colour":"y"}]'],
  ['broken JSON', '[{"name":'],
  ['broken CSV', 'ソフトウェア名\n"x\n'],
])('%s is refused', (_, text) => {
  expect(refusal(text)).not.toBe('');
});

test('an interval is a number of days or one of the words', () => {
  const read = (interval: string) =>
    readDeclaration('update-procedure', Buffer.from(`手順名,頻度\n月例,${interval}\n`));
  expect(read('毎月')).toEqual([{ name: '月例', interval: '毎月' }]);
  expect(read('３０日')).toHaveLength(1);
  expect(() => read('ときどき')).toThrow("Line 2, 実施の間隔: 'ときどき' is no interval");
  expect(() => read('')).toThrow('実施の間隔: empty');
});

test('hostile values are data, and faults stay printable', () => {
  expect(readDeclaration('approved-software', Buffer.from('name\n=cmd|x\n'))).toEqual([{ name: '=cmd|x' }]);
  expect(refusal('na\u001B[31mme\nx\n')).toContain("'na<U+001B>[31mme'");
});

const good = {
  network: '10.1.0.0/16',
  proxy: 'proxy.example.jp:8080',
  listener: 'tcp/443/nginx',
  mac: '02-00-5E-10-00-01',
  device: '10.1.0.9',
  server: 'ntp.example.jp',
  interval: '毎月',
  profile: 'ipa-tls-3.1.1',
  'profile-row': 'recommended-dhe',
  comparison: '一致',
  day: '2026-11-20',
};

test.each([
  [
    'network-boundaries',
    'DNSサーバー\n10.1.0.53\n999.1.1.1\n',
    "Line 3, DNSサーバー: '999.1.1.1' is no IP address",
  ],
  ['approved-services', '待受け\nport 80\n', "Line 2, 待受け: 'port 80' is no listener such as tcp/443"],
  ['known-devices', 'アドレス\nabc def\n', "Line 2, アドレス: 'abc def' is no MAC or IP address"],
  ['hardware-ledger', 'MACアドレス\n02:fc:00\n', "Line 2, MACアドレス: '02:fc:00' is no MAC address"],
  ['approved-time-sources', 'アドレス\n999.1.1.1\n', "'999.1.1.1' is no host name or IP address"],
  ['log-destinations', 'アドレス\nabc def\n', "'abc def' is no host name or IP address"],
  ['network-boundaries', 'プロキシ\nproxy\n', "'proxy' is no proxy as host:port"],
  [
    'network-boundaries',
    'インターネットへ通じないことを確認したゲートウェイ\n10.1.0.1\n',
    '通じないことの根拠: empty; インターネットへ通じないことを確認したゲートウェイ needs it.',
  ],
  ['network-boundaries', 'ゲートウェイ\n10.1.0.1\n', "The column 'ゲートウェイ' is not known."],
] as const)('%s: %s is refused', (kind, text, told) => {
  expect(() => readDeclaration(kind, Buffer.from(text))).toThrow(told);
});

test('each kind names its columns once, in both languages, and has a key', () => {
  for (const kind of declarationKinds) {
    const columns = declarationColumns[kind];
    const names = columns.flatMap(({ field, heading, also }) => [field, heading, ...also]);
    expect(new Set(names).size, kind).toBe(names.length);
    expect(columns.filter(({ isKey }) => isKey).length, kind).toBeGreaterThan(0);
    const headings = columns.map(({ heading }) => heading).join(',');
    const values = columns.map(({ form }, index) => (form ? good[form] : `v${index}`)).join(',');
    const [entry] = readDeclaration(kind, Buffer.from(`${headings}\n${values}\n`));
    expect(Object.keys(entry ?? {})).toEqual(columns.map(({ field }) => field));
  }
});

test('any bytes are taken or refused, never a crash', () => {
  const heading = Buffer.from('name,note\n');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, headed) => {
      try {
        readDeclaration('approved-software', headed ? Buffer.concat([heading, bytes]) : bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(TenkenError);
      }
    }),
  );
});
