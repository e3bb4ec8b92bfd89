import { expect, test } from 'vitest';
import { markRole } from './marks.ts';

test.each([
  ['done', ['〇', '○', '◯', 'O', 'o', '０', '0', 'Ｏ', ' 〇 ', '　○', '☑', '✔\uFE0F', 'レ']],
  ['planned', ['△', '▲', '　△　']],
  ['not-applicable', ['－', '−', '-', 'ー', '―', '—', '一', '‐']],
  ['open', ['', ' ', '　', '\u00A0', '□']],
])('%s', (role, entered) => {
  expect(entered.map(markRole)).toEqual(entered.map(() => role));
});

test('anything else is no mark', () => {
  for (const entered of ['×', '✕', '◎', '●', '〇〇', '済', '1', '?', 'OK', '--']) {
    expect(markRole(entered), entered).toBeNull();
  }
});
