import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { table, wrap } from './table.ts';

test('columns line up when Japanese and Latin text are mixed', () => {
  const lines = table(
    ['名', 'b'],
    [
      [{ text: '点検' }, { text: 'x' }],
      [{ text: 'ab' }, { text: 'y' }],
    ],
    [0, 0],
    80,
  ).split('\n');
  expect(lines).toEqual(['名    b', '────  ─', '点検  x', 'ab    y', '']);
});

test('text that does not fit goes on below, within the width', () => {
  const rows = [
    [{ text: 'id' }, { text: '時刻源に同期し、ずれが1000 ms以内であることを確かめる' }, { text: 'ok' }],
  ];
  const lines = table(['a', 'b', 'c'], rows, [0, 1, 0], 30).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(30);
});

test('no line begins with a character that must not begin one', () => {
  expect(wrap('あいうえ、かき', 8)).toEqual(['あいう', 'え、かき']);
  expect(wrap('3DES・RC4・RC2・MD5', 10)).toEqual(['3DES・', 'RC4・RC2・', 'MD5']);
});

test('no line ends with a bracket that opens, and a mark stays in one piece', () => {
  expect(wrap('あいう（えお）', 8)).toEqual(['あいう', '（えお）']);
  expect(wrap('証明書の鍵長 ※原文未照合', 20)).toEqual(['証明書の鍵長', '※原文未照合']);
});

test('a word as wide as the column leaves no space before the next one', () => {
  expect(wrap('abcdefgh, ijkl', 9)).toEqual(['abcdefgh,', 'ijkl']);
});

test('wrapping loses no character and never runs on', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.integer({ min: 8, max: 40 }),
      (text, width) => {
        const lines = wrap(text, width);
        const bare = (value: string) => value.replaceAll(/\s/gu, '');
        expect(bare(lines.join(''))).toBe(bare(text));
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});
