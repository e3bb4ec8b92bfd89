import { expect, test } from 'vitest';
import { changedSince, itemBasis } from './item-basis.ts';

const evidence = 'e'.repeat(64);
const written = { evidenceBasis: evidence, attestation: 'one', plan: null };

test.each([
  ['nothing', written, null],
  ['the answer', { ...written, attestation: 'another' }, 'answer'],
  ['the plan', { ...written, plan: { owner: '佐藤', dueOn: '2027-03-31', text: '直す' } }, 'answer'],
  ['the evidence', { ...written, evidenceBasis: 'f'.repeat(64) }, 'evidence'],
  ['both', { ...written, evidenceBasis: 'f'.repeat(64), attestation: null }, 'evidence'],
])('%s has changed since a text was written', (_, now, changed) => {
  expect(changedSince(itemBasis(written), itemBasis(now))).toBe(changed);
});

test('a text of an older version kept one hash: that it holds is known, and not what has changed', () => {
  const [older = ''] = itemBasis(written).split(' ');
  expect(changedSince(older, itemBasis(written))).toBeNull();
  expect(changedSince(older, itemBasis({ ...written, attestation: null }))).toBe('either');
});
