import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingFields, hostFields, itemFields } from './lists.ts';
import { readSearchWords, shownSearchWords } from './search-words.ts';
import type { Vocabulary } from './search-words.ts';

const vocabulary: Vocabulary = {
  fields: hostFields,
  names: { outcome: ['判定'], label: ['ラベル'], contact: ['報告'] },
  words: { fail: ['不適合', '×'], unknown: ['未確認'], silent: ['報告途絶'] },
};

describe('words of the search box', () => {
  test.each([
    ['outcome:fail label:総務課 窓口', { outcome: ['fail'], label: '総務課', text: '窓口' }],
    ['判定:不適合 判定：未確認', { outcome: ['fail', 'unknown'] }],
    ['label:"1F 窓口" kojin ap', { label: '1F 窓口', text: 'kojin ap' }],
    ['ｌａｂｅｌ:"閉じていない', { label: '閉じていない' }],
    ['C:\\Windows https://host/', { text: 'C:\\Windows https://host/' }],
    ['"outcome:fail"', { text: 'outcome:fail' }],
    ['outcome:', {}],
    ['label:""', { label: '' }],
    ['sort:name cursor:x text:y', { text: 'sort:name cursor:x text:y' }],
    ['', {}],
  ])('%s', (typed, filters) => {
    expect(readSearchWords(typed, vocabulary)).toEqual({ filters, refused: [] });
  });

  test('a value that there is not is told of with those that there are, and nothing is filtered by it', () => {
    expect(readSearchWords('contact:maybe kojin', vocabulary)).toEqual({
      filters: { text: 'kojin' },
      refused: [{ typed: 'contact:maybe', field: 'contact', values: ['reporting', 'silent', 'never'] }],
    });
    const { refused } = readSearchWords('since:yesterday', { fields: findingFields, names: {}, words: {} });
    expect(refused).toEqual([{ typed: 'since:yesterday', field: 'since', values: [] }]);
  });

  test('what a box shows is read as what it shows', () => {
    const word = fc.stringMatching(/^[^\s:："”“]{1,12}$/u);
    fc.assert(
      fc.property(
        fc.record(
          {
            outcome: fc.constantFrom(['fail'], ['fail', 'unknown']),
            label: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
            text: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
          },
          { requiredKeys: [] },
        ),
        (filters) => {
          const asked = readSearchWords(shownSearchWords(filters, hostFields), vocabulary);
          expect(asked).toEqual({ filters, refused: [] });
        },
      ),
    );
    expect(shownSearchWords({ priority: true, sort: 'x', cursor: 'y' }, itemFields)).toBe('priority:yes');
  });

  test('of any words those with a meaning of their own are read and shown in words, others as they are', () => {
    const known = { fields: findingFields, names: { variant: ['基準'] }, words: { any: ['すべて'] } };
    expect(readSearchWords('基準:すべて', known).filters).toEqual({ variant: 'any' });
    expect(readSearchWords('基準:a1b2 host:すべて', known).filters).toEqual({
      variant: 'a1b2',
      host: 'すべて',
    });
    const inWords = { name: () => '基準', word: () => 'すべて' };
    expect(shownSearchWords({ variant: 'any' }, findingFields, inWords)).toBe('基準:すべて');
    expect(shownSearchWords({ variant: 'a1b2' }, findingFields, inWords)).toBe('基準:a1b2');
  });

  test('a host without a label can be asked for', () => {
    expect(shownSearchWords({ label: '' }, hostFields)).toBe('label:""');
  });

  test('any line is read without an error', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        expect(readSearchWords(typed, vocabulary).filters).toBeTypeOf('object');
      }),
    );
  });
});
