import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileName, folderName } from './file-names.ts';

test('the name that offices use', () => {
  expect(fileName(['様02-06', '安全管理措置確認結果報告書', '点検市', 'R8'], 'xlsx')).toBe(
    '様02-06_安全管理措置確認結果報告書_点検市_R8.xlsx',
  );
  expect(folderName(['item', '12'])).toBe('item_12');
});

test.each([
  ['../../etc/passwd', 'etc_passwd.csv'],
  ['C:\\Windows\\x', 'C_Windows_x.csv'],
  ['CON', '_CON.csv'],
  ['nul.txt', '_nul.txt.csv'],
  ['ＣＯＮ', '_CON.csv'],
  ['COM¹', '_COM1.csv'],
  ['．．／．．／a', 'a.csv'],
  ['a\u2024\u2024\u2215b', 'a_b.csv'],
  ['a\u202Egpj.exe', 'a_gpj.exe.csv'],
  ['-rf', 'rf.csv'],
  ['=cmd|1', 'cmd_1.csv'],
  ['pаypal', 'p_ypal.csv'],
  ['x'.repeat(300), `${'x'.repeat(24)}.csv`],
  ['', '_.csv'],
  ['...', '_.csv'],
  ['\uD800', '_.csv'],
  ['髙﨑𠮷々ー〇', '髙﨑𠮷々ー〇.csv'],
])('%j becomes %s', (name, expected) => {
  expect(fileName([name], 'csv')).toBe(expected);
});

test('any parts give a name that stays where it is put', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 400 }), { maxLength: 6 }), (parts) => {
      const name = fileName(parts, 'xlsx');
      expect(name).toMatch(/^[^/\\:*?"<>|\p{C}]+\.xlsx$/u);
      expect(name).not.toMatch(/^[.\s-]|\.\.|[.\s]$/);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
      expect(name.split('.')[0]).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)$/i);
    }),
  );
});
