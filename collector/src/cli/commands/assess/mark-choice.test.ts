import { expect, test } from 'vitest';
import { choiceOf } from './mark-choice.ts';

test.each([
  ['done', ['〇', '○', '◯', 'O', ' ○ ']],
  ['planned', ['△', '▲']],
  ['not-applicable', ['－', '-', 'ー']],
  ['proposed', []],
])('%s is itself, and every character that people type for its mark', (choice, marks) => {
  expect([choice, ...marks].map(choiceOf)).toEqual([choice, ...marks].map(() => choice));
});

test.each(['×', '', ' ', 'open', 'DONE', '〇〇'])('%j is no mark', (written) => {
  expect(() => choiceOf(written)).toThrow(expect.objectContaining({ code: 'usage' }));
});
