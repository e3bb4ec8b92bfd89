import { checklists } from '@tenken/controls';
import { describe, expect, test } from 'vitest';
import { readOfficialWording } from '../../forms/official-wording.ts';
import { sampleRecord } from '../../forms/sample-record.ts';
import { filledTemplate } from '../../forms/filled-template.ts';
import { readWorkbook } from '../workbook-reader.ts';
import { handMade, sheetData } from './hand-made.ts';

const jnsa = checklists().find(({ id }) => id === 'jnsa');
if (!jnsa) throw new Error('no jnsa');
const head = [
  null,
  '最低限取るべき措置',
  null,
  'コメント',
  null,
  'プラスα\n（オプションとして取るべき措置）',
  null,
  'コメント',
];
type Row = (string | null)[];

/** C-a and D-a as the sheet prints them: boxes also where the second column has no measure, ③ with two. */
const organisation: Row[] = [
  ['1', '措置1', '□', '', '', '', '□', ''],
  ['2', '措置2', '□', '', '②', '任意2', '□', ''],
  ['3', '措置3', '□', '早めに', '③', '任意3', '□', ''],
];
const people: Row[] = [
  ['1', '措置a', '□', '', '①', '任意a', '□', ''],
  ['2', '措置b', '□', '', '③', '任意b 上', '□', ''],
  ['3', '措置c', '□', '', '', '任意b 下', '□', ''],
];
const wanted =
  'C-a-min-1 C-a-min-2 C-a-min-3 C-a-opt-2 C-a-opt-3 D-a-min-1 D-a-min-2 D-a-min-3 D-a-opt-1 D-a-opt-3-1 D-a-opt-3-2'.split(
    ' ',
  );
const checklist = {
  ...jnsa,
  items: wanted.map((id) => jnsa.items.find((item) => item.id === id)).flatMap((item) => item ?? []),
};
const workbook = (c: Row[] = organisation, d: Row[] = people) =>
  handMade({
    sheets: {
      チェックシート: sheetData(
        ['C 組織的安全管理措置'],
        ['a 組織体制の整備'],
        head,
        ...c,
        ['D 人的'],
        head,
        ...d,
      ),
    },
  });

const base = sampleRecord({ checklist });
const final = { ...base, assessment: { ...base.assessment, state: 'final' as const } };

const filled = (template = workbook()) => filledTemplate(final, template);
const rowsOf = (bytes: Uint8Array) =>
  new Map(
    readWorkbook(bytes)[0]?.rows.map(({ row, cells }) => [
      row,
      new Map(cells.map(({ column, text }) => [column, text])),
    ]),
  );

test('the official wording is read from the two columns', async () => {
  const { items } = await readOfficialWording(workbook(), checklist);
  expect(items).toMatchObject({
    'C-a-min-1': '措置1',
    'C-a-opt-2': '任意2',
    'D-a-opt-3-1': '任意b 上',
    'D-a-opt-3-2': '任意b 下',
  });
  expect(Object.keys(items)).toHaveLength(wanted.length);
});

describe('two columns of measures beside each other', () => {
  test('each box is that of its own measure, in either column, and boxes without a measure stay', () => {
    const rows = rowsOf(filled().bytes);
    const box = (row: number, column: number) => rows.get(row)?.get(column);
    const marks = new Map(final.items.map(({ item, role }) => [item.id, role]));
    const shown = (id: string) => ({ done: '☑', 'not-applicable': '－' })[marks.get(id) as string] ?? '□';
    const places: [string, number, number][] = [
      ['C-a-min-1', 4, 2],
      ['C-a-min-2', 5, 2],
      ['C-a-opt-2', 5, 6],
      ['C-a-min-3', 6, 2],
      ['C-a-opt-3', 6, 6],
      ['D-a-min-1', 9, 2],
      ['D-a-opt-1', 9, 6],
      ['D-a-opt-3-1', 10, 6],
      ['D-a-opt-3-2', 11, 6],
    ];
    for (const [id, row, column] of places) expect(box(row, column), id).toBe(shown(id));
    expect(new Set(places.map(([id]) => shown(id)))).toEqual(new Set(['☑', '－', '□']));
    expect(box(4, 6)).toBe('□');
  });

  test('a reason stands in the comment of what does not apply; a printed note stays, and is told', () => {
    const rows = rowsOf(filled().bytes);
    const none = final.items.filter(({ role }) => role === 'not-applicable').map(({ item }) => item.id);
    expect(none).toContain('C-a-opt-2');
    expect(rows.get(5)?.get(7)).toBe('集約機関が実施するため。');
    const noted = filledTemplate(
      final,
      workbook(organisation.map((row, index) => (index === 1 ? row.with(7, '窓口へ') : row))),
    );
    expect(rowsOf(noted.bytes).get(5)?.get(7)).toBe('窓口へ');
    expect(noted.cramped).toContainEqual({
      number: 'C a プラスα ②',
      sheet: 'チェックシート',
      cell: 'H5',
      why: 'occupied',
    });
  });

  test('a sheet that lacks a measure, or has one more, is refused by its place', () => {
    const without = organisation.filter(([number]) => number !== '2');
    expect(() => filled(workbook(without))).toThrow(
      /where the box of item C a 最低限 2 should come, there is number 3 in row 5/,
    );
    const more: Row[] = [...people, ['4', '措置d', '□', '', '', '', '□', '']];
    expect(() => filled(workbook(organisation, more))).toThrow(
      /row 12 of 'チェックシート' has a box of a measure/,
    );
  });

  test('one numbered table with a column for each of them', () => {
    const numbered = handMade({
      sheets: {
        表: sheetData(
          ['No.', '内容', '最低限取るべき措置', 'プラスα'],
          ...final.items.map(({ item }) => [item.number, 'x', '', '']),
        ),
      },
    });
    const rows = rowsOf(filled(numbered).bytes);
    for (const [index, { item, mark }] of final.items.entries()) {
      const own = item.flags.level === 'minimum' ? 2 : 3;
      expect(rows.get(index + 2)?.get(own) ?? '', item.id).toBe(mark);
      expect(rows.get(index + 2)?.has(own === 2 ? 3 : 2)).toBe(false);
    }
  });
});
