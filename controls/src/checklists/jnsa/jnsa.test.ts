import { expect, test } from 'vitest';
import { loadChecklist } from '../load.ts';

const { items, marks, rules } = loadChecklist('jnsa/undated.yaml');

const upTo = (count: number, from = 1) =>
  Array.from({ length: count - from + 1 }, (_, index) => String(index + from));

/** Section or group as printed, with the numbers of its two columns. */
const printed: [section: string, minimum: string[], optional: string[]][] = [
  ['C-a', upTo(14), upTo(5, 2)],
  ['C-b', upTo(4), upTo(1)],
  ['C-c', upTo(7), []],
  ['C-d', upTo(12), upTo(2)],
  ['C-e', upTo(6), upTo(2)],
  ['D-a', upTo(3), ['1', '2', '3-1', '3-2']],
  ['D-b', upTo(4), upTo(6)],
  ['E-a', upTo(4), upTo(3)],
  ['E-b', upTo(4), upTo(3)],
  ['E-c', upTo(3), upTo(3)],
  ['E-d', upTo(5), upTo(1)],
  ['F-a-1', upTo(2), upTo(2)],
  ['F-a-2', upTo(2), upTo(6)],
  ['F-a-3', upTo(2), upTo(6)],
  ['F-b-1', upTo(3), upTo(3)],
  ['F-c-1', upTo(2), upTo(6)],
  ['F-c-2', upTo(1), upTo(3)],
  ['F-c-3', upTo(1), upTo(1)],
  ['F-c-4', upTo(3), upTo(4)],
  ['F-c-5', upTo(1), upTo(10)],
  ['F-d-1', upTo(7), upTo(12)],
];

test('the sheet has its 172 rows, each number once, in order', () => {
  expect(items.map(({ id }) => id)).toEqual(
    printed.flatMap(([section, minimum, optional]) => [
      ...minimum.map((number) => `${section}-min-${number}`),
      ...optional.map((number) => `${section}-opt-${number}`),
    ]),
  );
  expect(items).toHaveLength(172);
});

test('90 rows are of the minimum column and 82 of the optional one, as their ids say', () => {
  for (const { id, flags } of items) {
    expect(flags.level, `item ${id}`).toBe(id.includes('-min-') ? 'minimum' : 'optional');
  }
  expect(items.filter(({ flags }) => flags.level === 'minimum')).toHaveLength(90);
  expect(items.filter(({ flags }) => flags.level === 'optional')).toHaveLength(82);
});

test('the form knows no other flags', () => {
  expect(
    items.filter(({ flags }) => flags.priority || flags.aggregatorExempt || flags.whereApplicable),
  ).toEqual([]);
});

test('a row is cited by chapter, section, group in F, column and number', () => {
  const numbers = new Map(items.map(({ id, number }) => [id, number]));
  expect(new Set(numbers.values()).size).toBe(172);
  expect(numbers.get('C-a-min-1')).toBe('C a 最低限 1');
  expect(numbers.get('C-a-opt-2')).toBe('C a プラスα ②');
  expect(numbers.get('D-a-opt-3-2')).toBe('D a プラスα ③（下段）');
  expect(numbers.get('F-d-1-opt-12')).toBe('F d 例示1) プラスα ⑫');
});

test('each row stands under its chapter and section, in F also under its 例示', () => {
  for (const { id, path } of items) {
    // The print mixes full-width and half-width letters and digits.
    const [chapter, section, group] = path.map((heading) => heading.normalize('NFKC'));
    const [letter, part, groupNumber] = id.split('-');
    expect(chapter, `item ${id}`).toMatch(new RegExp(`^${letter} `));
    expect(section, `item ${id}`).toMatch(new RegExp(`^${part} `));
    if (letter === 'F') expect(group, `item ${id}`).toMatch(new RegExp(`^例示 ${groupNumber}\\)`));
    else expect(path, `item ${id}`).toHaveLength(2);
  }
});

test('the sheet prints one mark, the ticked box; the other one is ours', () => {
  expect(marks.map(({ role, printed: isPrinted }) => [role, isPrinted])).toEqual([
    ['done', true],
    ['not-applicable', false],
  ]);
});

test('the sheet sets no frequency', () => {
  expect(Object.values(rules).map(({ frequency, checks }) => [frequency, checks])).toEqual([
    [undefined, 'minimum'],
    [undefined, 'all'],
  ]);
});
