import { checklists } from '@tenken/controls';
import { expect, test } from 'vitest';
import { checklistOf } from './checked-input.ts';
import { declarationGaps } from './declaration-gaps.ts';

const { items } = checklistOf(checklists(), 'nwsystem');
const declared = (kind: string, reviewOn: string) => ({ kind, reviewOn });

test('what is missing and what is overdue, with the items that use it', () => {
  const gaps = declarationGaps(
    items,
    [declared('baselines', '2026-11-21'), declared('approved-time-sources', '2026-11-20')],
    '2026-11-21',
  );
  expect(gaps).toEqual([
    {
      kind: 'approved-software',
      state: 'missing',
      reviewOn: null,
      items: ['56', '57', '58', '62', '65', '66'],
    },
    { kind: 'approved-time-sources', state: 'overdue', reviewOn: '2026-11-20', items: ['92'] },
  ]);
});

test('only for items that are asked', () => {
  expect(declarationGaps(items.slice(0, 50), [], '2026-11-21')).toEqual([]);
});
