import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namesAmong } from './name-patterns.ts';

test.each([
  ['7-Zip*', '7-Zip 24.08 (x64)', true],
  ['7-zip *', '7-ZIP  24.08', true],
  ['7-Zip', '7-Zip 24.08', false],
  ['一太郎*', '一太郎２０２４', true],
  ['ｱﾌﾟﾘ', 'アプリ', true],
  ['*Office*2021*', 'Microsoft Office LTSC Professional Plus 2021 - ja-jp', true],
  ['Transmission ?.*', 'Transmission 4.0.6', true],
  ['Transmission ?.*', 'Transmission Fluid', false],
  ['µTorrent*', 'μTorrent 3.6', true],
  ['*', '', true],
  ['', '', false],
  ['a*b*c', 'abbbc', true],
  ['a*b*c', 'abbb', false],
  ['(x+x+)+y', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', false],
])('%j and %j', (pattern, name, among) => {
  expect(namesAmong([pattern])(name)).toBe(among);
});

test('a name without wildcards is like itself', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (name) => {
      fc.pre(name.trim() !== '');
      expect(namesAmong([name])(name)).toBe(true);
    }),
  );
});
