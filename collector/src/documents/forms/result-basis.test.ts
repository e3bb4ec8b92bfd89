import { expect, test } from 'vitest';
import type { ItemRecord } from '../../assessments/record.ts';
import { machineOutcome, resultBasis } from './result-basis.ts';
import { sampleRecord } from './sample-record.ts';

const seen = (
  outcomes: ItemRecord['controls'][number]['outcomes'],
  machines: ItemRecord['machines'],
  relationship: 'full' | 'related' = 'full',
) => {
  const [item] = sampleRecord().items;
  if (!item) throw new Error('no items');
  const control = {
    id: 'x',
    title: { ja: '', en: '' },
    variant: 'default',
    with: {},
    relationship,
    outcomes,
  };
  return machineOutcome({ ...item, machines, controls: [control] });
};

test('machines pass only where every machine in scope is seen to', () => {
  expect(seen({ pass: 4 }, { passing: 4, inScope: 4 })).toBe('pass');
  expect(seen({ pass: 3 }, { passing: 3, inScope: 4 })).toBe('unknown');
  expect(seen({ pass: 3, fail: 1 }, { passing: 3, inScope: 4 })).toBe('fail');
  expect(seen({}, { passing: 0, inScope: 4 })).toBe('unknown');
  expect(seen({ 'not-applicable': 4 }, { passing: 0, inScope: 0 })).toBe('not-applicable');
  expect(seen({ 'not-applicable': 3 }, { passing: 0, inScope: 1 })).toBe('unknown');
  expect(seen({ pass: 4 }, { passing: 4, inScope: 4 }, 'related')).toBe('unknown');
});

test('an item that applies to no machine rests on no machine', () => {
  const [item] = sampleRecord().items;
  if (!item) throw new Error('no items');
  const none = { ...item, machines: { passing: 0, inScope: 0 }, role: null, plan: null };
  expect(resultBasis({ ...none, attestation: null }).code).toBe('none');
  expect(resultBasis({ ...none, attestation: null, role: 'not-applicable' }).code).toBe('reason');
  expect(resultBasis({ ...none, attestation: null, machines: { passing: 1, inScope: 1 } }).code).toBe(
    'machines',
  );
});

test('where no control counts, nothing is said of machines', () => {
  expect(seen({ pass: 4 }, null)).toBeNull();
});
