import { expect, test } from 'vitest';
import { ToldError } from '../../told-error.ts';
import { refused } from './refused.ts';

const answer = (json: unknown) => refused({ status: 400, headers: {}, json }, 'account');

test('what a collector says in both languages is told in that of the terminal, and is harmless there', () => {
  const error = answer({
    title: 'answer-sheet-invalid',
    detail: 'Nothing was taken.\nRow 5: wrong',
    why: { ja: '何も取り込んでいません。\u001b[31m', en: 'Nothing was taken.' },
    faults: [{ ja: '5行目: 違います。', en: 'Row 5: wrong', cell: 'A5' }],
  });
  expect(error).toBeInstanceOf(ToldError);
  expect((error as ToldError).saidIn('ja')).toBe('何も取り込んでいません。\n5行目: 違います。');
  expect((error as ToldError).saidIn('en')).toMatch(/^Nothing was taken\./);
});

test('what it says in one language alone is told as it is', () => {
  const error = answer({ title: 'usage', detail: 'No.', why: 'No.' });
  expect(error).not.toBeInstanceOf(ToldError);
  expect([error.code, error.message]).toEqual(['usage', 'No.']);
});
