import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleText } from './visible-text.ts';

test('what cannot be seen is named', () => {
  expect(visibleText('a\u0000b\u001B[31mc')).toBe('a<U+0000>b<U+001B>[31mc');
  expect(visibleText('\u202Egpj.exe\u2066')).toBe('<U+202E>gpj.exe<U+2066>');
  expect(visibleText('x\uD800y\uDC00')).toBe('x<U+D800>y<U+DC00>');
  expect(visibleText('\u{E0041}\uFEFF\u200B\uFFFF\u2028')).toBe('<U+E0041><U+FEFF><U+200B><U+FFFF><U+2028>');
});

test('what can be seen stays: names beyond the basic plane, variants, combining marks, line ends', () => {
  for (const text of ['𠮷野家 髙﨑', '葛\u{E0100}城', 'か\u3099', '令和８年 〇△－', 'C:\\Users\\a\tb']) {
    expect(visibleText(text)).toBe(text);
  }
  expect(visibleText('a\r\nb\rc\nd')).toBe('a\nb\nc\nd');
});

test('any text becomes one that is well-formed, and a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = visibleText(text);
      expect(once.isWellFormed()).toBe(true);
      expect(visibleText(once)).toBe(once);
    }),
  );
});

test('what is taken as visible at one look has nothing that would be named', () => {
  for (let point = 0; point <= 0xffff; point += 1) {
    const character = String.fromCharCode(point);
    const isInvisible = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uFDD0-\uFDEF\uFFFE\uFFFF]/u.test(
      character,
    );
    expect(visibleText(character) === character, `U+${point.toString(16)}`).toBe(!isInvisible);
  }
});
