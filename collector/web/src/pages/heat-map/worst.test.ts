import { expect, test } from 'vitest';
import { wantedRows, worstOf, worstRows } from './worst.ts';

const title = (ja: string) => ({ ja, en: ja });
const rows = [
  { control: 'a', title: title('時刻'), cells: [{ pass: 9 }, { pass: 1, unknown: 2 }] },
  { control: 'b', title: title('暗号'), cells: [{ fail: 1, pass: 500 }, {}] },
  { control: 'c', title: title('監査'), cells: [{ 'not-applicable': 3 }, { pass: 1 }] },
];

test('a cell shows the worst, however few have it', () => {
  expect(worstOf({ pass: 99_999, fail: 1 })).toEqual({ outcome: 'fail', count: 1 });
  expect(worstOf({ 'not-applicable': 3, pass: 0 })).toEqual({ outcome: 'not-applicable', count: 3 });
  expect(worstOf({})).toBeNull();
});

test('rows are those that need attention unless somebody asks for others', () => {
  const shown = (search: Parameters<typeof wantedRows>[1]) =>
    wantedRows(rows, search).map(({ control }) => control);
  expect(shown({})).toEqual(['a', 'b']);
  expect(shown({ rows: 'failing' })).toEqual(['b']);
  expect(shown({ rows: 'all' })).toEqual(['a', 'b', 'c']);
  expect(shown({ rows: 'all', text: '監査' })).toEqual(['c']);
  expect(worstRows(rows, 2).map(({ control }) => control)).toEqual(['b', 'a']);
});
