import { expect, test } from 'vitest';
import { sampleRecord } from '../documents/forms/sample-record.ts';
import { nextStepsOf } from './next-steps.ts';
import type { ItemRecord } from './record.ts';

const sample = sampleRecord().items.find(({ item }) => item.automation === 'partial');

function open(change: Partial<ItemRecord>, outcomes: ItemRecord['controls'][number]['outcomes'] = {}) {
  if (!sample) throw new Error('no item that a machine sees a part of');
  const { requires: _, ...item } = sample.item;
  const controls = sample.controls
    .slice(0, 1)
    .map((control) => ({ ...control, relationship: 'partial' as const, outcomes }));
  const asked: ItemRecord = {
    ...sample,
    item,
    asked: true,
    role: null,
    attestation: null,
    waivers: [],
    controls,
  };
  return { ...asked, ...change };
}

const attestation: NonNullable<ItemRecord['attestation']> = {
  id: 'a',
  answer: 'done',
  note: '',
  person: '佐藤',
  account: 'account:sato',
  at: '2026-11-01T00:00:00.000Z',
  expiresOn: '2027-03-31',
  attachments: [],
};

test.each<[string, ItemRecord, string[]]>([
  ['an item with its mark', open({ role: 'done' }), []],
  ['an item that is not asked', open({ asked: false }), []],
  ['machines fail', open({ outcome: 'fail', attestation }, { fail: 1 }), ['repair', 'plan', 'waive']],
  [
    'an exception covers some of what fails',
    open({ outcome: 'fail', attestation, waivers: ['w'] }, { fail: 1 }),
    ['repair', 'plan', 'waive', 'decide'],
  ],
  ['machines are silent', open({ outcome: 'unknown', attestation }, { pass: 3 }), ['report']],
  ['a person has not answered', open({ outcome: 'not-checked' }, { pass: 1 }), ['answer']],
  [
    'a person says no',
    open({ outcome: 'fail', attestation: { ...attestation, answer: 'not-done' } }, { pass: 1 }),
    ['plan'],
  ],
])('%s', (_, item, steps) => {
  expect(nextStepsOf(item)).toEqual(steps);
});
