import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { readVerifications } from './read-verifications.ts';

const csv = [
  '判定基準,行,結果,確認者,確認日,頁',
  'ipa-tls-3.1.1,recommended-dhe,一致,情報政策課　山田,2026/11/20,43',
  'ｉｐａ-tls-3.1.1,high-tls13-on,相違,情報政策課　山田,2026-11-20,',
  '',
].join('\r\n');

const expected = [
  {
    profile: 'ipa-tls-3.1.1',
    row: 'recommended-dhe',
    result: 'same',
    confirmedBy: '情報政策課　山田',
    confirmedOn: '2026-11-20',
    page: '43',
  },
  {
    profile: 'ipa-tls-3.1.1',
    row: 'high-tls13-on',
    result: 'differs',
    confirmedBy: '情報政策課　山田',
    confirmedOn: '2026-11-20',
    page: '',
  },
];

test.each([
  ['UTF-8', Buffer.from(csv)],
  ['UTF-8 with a mark, as Excel saves it', Buffer.from(`\uFEFF${csv}`)],
  ['Shift_JIS', iconv.encode(csv, 'cp932')],
])('a record in %s', (_encoding, bytes) => {
  expect(readVerifications(bytes)).toEqual(expected);
});

const line = (profile: string, row: string, result: string, day: string) =>
  Buffer.from(`判定基準,行,結果,確認者,確認日\n${profile},${row},${result},山田,${day}\n`);

test.each([
  ['ipa-tls-3.1', 'high-dhe', '一致', '2026-11-20', "判定基準: 'ipa-tls-3.1' is no profile"],
  ['ipa-tls-3.1.1', 'high-dh', '一致', '2026-11-20', "行: 'high-dh' is no row of a profile"],
  ['ipa-tls-3.1.1', 'high-dhe', '済', '2026-11-20', "結果: '済' is neither 一致 (same) nor 相違 (differs)"],
  ['ipa-tls-3.1.1', 'high-dhe', '一致', '2026-11-31', "確認日: '2026-11-31' is no day"],
  ['ipa-tls-3.1.1', 'high-dhe', '一致', '', '確認日: empty'],
  ['hardened', 'ciphers-recommended', '一致', '2026-11-20', 'hardened has no row ciphers-recommended'],
  ['cryptrec', 'recommended-dhe', '一致', '2026-11-20', 'cryptrec has no row recommended-dhe'],
  ['ipa-tls-3.1.1', 'modern-hsts', '相違', '2026-11-20', 'ipa-tls-3.1.1 has no row modern-hsts'],
])('%s %s %s %s is refused', (profile, row, result, day, told) => {
  expect(() => readVerifications(line(profile, row, result, day))).toThrow(told);
});

test('rows of the profiles for SSH are taken as well', () => {
  const text =
    'profile,row,result,confirmedBy,confirmedOn\ncryptrec,ciphers,same,山田,2026-11-20\nhardened,group-bits,differs,山田,2026-11-20\n';
  expect(readVerifications(Buffer.from(text))).toMatchObject([
    { profile: 'cryptrec', row: 'ciphers', result: 'same' },
    { profile: 'hardened', row: 'group-bits', result: 'differs' },
  ]);
});

test('a row that is there twice is refused: it cannot be both', () => {
  const twice = `${line('ipa-tls-3.1.1', 'high-dhe', '一致', '2026-11-20').toString()}ipa-tls-3.1.1,high-dhe,相違,山田,2026-11-20\n`;
  expect(() => readVerifications(Buffer.from(twice))).toThrow('the same is on line 2 already');
});
