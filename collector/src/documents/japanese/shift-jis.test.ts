import { expect, test } from 'vitest';
import { encodeShiftJis } from './shift-jis.ts';
import type { Unencodable } from './shift-jis.ts';

const decoder = new TextDecoder('shift_jis', { fatal: true });

function there(text: string): { text: string; lost: Unencodable[] } {
  const lost = new Map<string, Unencodable>();
  return { text: decoder.decode(encodeShiftJis(text, lost)), lost: [...lost.values()] };
}

test('what Windows can write comes back', () => {
  const text = '髙﨑 ①㈱ ～－―〇○△▲ ｱﾊﾞ 何? \\ ~';
  expect(there(text)).toEqual({ text, lost: [] });
});

test('characters with a twin take the twin', () => {
  expect(there('〜—−\u00A0•か\u3099¥').text).toBe('～―－ ・が￥');
  expect(there('〜—−\u00A0•か\u3099¥').lost).toEqual([]);
});

test('what cannot be written is 〓, and is reported with how often', () => {
  expect(there('𠮷野 𠮷田 葛\u{E0100} ☑? é')).toEqual({
    text: '〓野 〓田 葛〓 〓? 〓',
    lost: [
      { character: '𠮷', codePoint: 'U+20BB7', count: 2 },
      { character: '\u{E0100}', codePoint: 'U+E0100', count: 1 },
      { character: '☑', codePoint: 'U+2611', count: 1 },
      { character: 'é', codePoint: 'U+00E9', count: 1 },
    ],
  });
});

test('a lone surrogate is a loss like any other', () => {
  expect(there('a\uD800b').text).toBe('a〓b');
});
