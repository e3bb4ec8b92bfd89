import { checklists } from '@tenken/controls';
import { expect, test } from 'vitest';
import { checklistOf } from './checked-input.ts';
import { declarationGaps } from './declaration-gaps.ts';

const items = [
  { id: '1' },
  { id: '56', declarations: ['approved-software' as const] },
  { id: '57', declarations: ['approved-software' as const, 'baselines' as const] },
  { id: '92', declarations: ['approved-time-sources' as const] },
];
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
      items: ['56', '57'],
    },
    { kind: 'approved-time-sources', state: 'overdue', reviewOn: '2026-11-20', items: ['92'] },
  ]);
});

test('only for items that are asked', () => {
  expect(declarationGaps(items.slice(0, 1), [], '2026-11-21')).toEqual([]);
});

test('an item asks for what its controls take from declarations', () => {
  const { items: form } = checklistOf(checklists(), 'nwsystem');
  const item = form.find(({ controls }) =>
    controls.some(({ id, relationship }) => id === 'software-approved' && relationship !== 'related'),
  );
  expect(item?.declarations).toContain('approved-software');
});
