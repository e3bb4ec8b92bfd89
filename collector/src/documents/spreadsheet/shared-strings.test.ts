import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleText } from '../visible-text.ts';
import { richText } from './cell-value.ts';
import { SharedStrings, itemXml } from './shared-strings.ts';
import { parseXml, rootOf } from './xml.ts';

function read(xml: string): string {
  return richText(rootOf(parseXml(Buffer.from(`<si>${xml}</si>`), 'text'), 'text'));
}

test('any text is read back as what is visible of it', () => {
  const parts = fc.constantFrom(
    '_x0041_',
    '_',
    'x000D_',
    '<',
    '&',
    ']]>',
    ' ',
    '\n',
    '\r',
    '\0',
    '\u202E',
    'あ',
    '𠮷',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(parts).map((list) => list.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(read(itemXml(text))).toBe(visibleText(text));
    }),
  );
});

test('a text has an index from its second time on, and always the same', () => {
  const strings = new SharedStrings();
  expect(['a', 'b', 'a', 'a', 'b'].map((text) => strings.indexOf(text))).toEqual([null, null, 0, 0, 1]);
  expect([...strings.xml()].join('')).toContain('<si><t>a</t></si><si><t>b</t></si>');
});

test('what repeats too rarely, is too long, or does not fit any more stays in its cells', () => {
  const strings = new SharedStrings();
  const long = 'x'.repeat(501);
  expect([long, long, long].map((text) => strings.indexOf(text))).toEqual([null, null, null]);
  for (let index = 0; index < 30_000; index += 1) strings.indexOf(`only once ${index}`);
  expect(strings.indexOf('only once 0')).toBeNull();
  for (let index = 0; index < 20_000; index += 1) {
    const text = `${index} ${'y'.repeat(200)}`;
    strings.indexOf(text);
    strings.indexOf(text);
  }
  const last = `new ${'z'.repeat(200)}`;
  expect([last, last].map((text) => strings.indexOf(text))).toEqual([null, null]);
  expect([...strings.xml()].join('').length).toBeLessThan(3_100_000);
});
