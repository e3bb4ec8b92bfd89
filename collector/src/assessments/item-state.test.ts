import type { ChecklistItem } from '@tenken/controls';
import { text } from '@tenken/shared';
import { describe, expect, test } from 'vitest';
import { itemState } from './item-state.ts';
import type { ItemFacts } from './item-state.ts';

const marks = [
  { mark: '〇', role: 'done' as const, meaning: text('済', 'done'), printed: true },
  { mark: '△', role: 'planned' as const, meaning: text('予定', 'planned'), printed: true },
  { mark: '－', role: 'not-applicable' as const, meaning: text('対象外', 'none'), printed: true },
];

const item = (changes: Partial<ChecklistItem> = {}): ChecklistItem => ({
  id: '1',
  number: '1',
  path: [],
  title: text('題', 'title'),
  summary: text('要旨', 'summary'),
  flags: {
    priority: false,
    priorityConfidence: 'high',
    aggregatorExempt: false,
    level: null,
    whereApplicable: false,
  },
  appliesTo: ['inquirer'],
  scope: 'all-systems',
  controls: [],
  automation: 'partial',
  ...changes,
});

const good: ItemFacts = {
  item: item(),
  asked: true,
  organisation: { kind: 'inquirer', kindName: text('情報照会者等', 'inquirer'), hasAggregator: false },
  outcomes: ['pass'],
  missing: 0,
  onlyOthers: false,
  failing: { open: 0, waived: 0 },
  attestation: { answer: 'done', note: '' },
  attestationExpired: false,
  plan: null,
  planOverdue: false,
  chosen: null,
  required: { total: 0, done: 0 },
};
const plan = { dueOn: '2027-03-31', owner: '佐藤' };
const state = (changes: Partial<ItemFacts>) => itemState({ ...good, ...changes }, { marks });
const roleOf = (changes: Partial<ItemFacts>) => state(changes).role;

describe('done', () => {
  test('where every machine passes and the human part is answered', () => {
    expect(state({})).toMatchObject({ outcome: 'pass', role: 'done', mark: '〇' });
    expect(roleOf({ item: item({ automation: 'manual' }), outcomes: [] })).toBe('done');
    expect(roleOf({ item: item({ automation: 'full' }), attestation: null })).toBe('done');
  });

  test('where it is about none of the machines that were judged, by what a person says', () => {
    const others = { onlyOthers: true, outcomes: [] };
    expect(roleOf(others)).toBe('done');
    expect(state(others).why.en).toContain('none of the machines');
    expect(roleOf({ ...others, attestation: null })).toBeNull();
    expect(roleOf({ ...others, missing: 1 })).toBeNull();
    expect(roleOf({ ...others, item: item({ automation: 'full' }) })).toBeNull();
    expect(roleOf({ outcomes: [] })).toBeNull();
  });

  test('where it applies to none of the machines, by what a person says and never by machines alone', () => {
    const none = { outcomes: ['not-applicable' as const] };
    expect(roleOf(none)).toBe('done');
    expect(state(none).why.en).toContain('none of the machines');
    expect(state({ ...none, attestation: null })).toMatchObject({ outcome: 'not-checked', role: null });
    expect(roleOf({ ...none, missing: 1 })).toBeNull();
    expect(state({ outcomes: ['not-applicable', 'pass'] }).why.en).toContain('Every machine passes');
    expect(roleOf({ ...none, item: item({ automation: 'full' }), attestation: null })).toBe('not-applicable');
  });

  test.each<[string, Partial<ItemFacts>]>([
    ['one machine fails', { outcomes: ['pass', 'fail'], failing: { open: 1, waived: 0 } }],
    ['one could not be looked at', { outcomes: ['pass', 'error'] }],
    ['one is unknown', { outcomes: ['pass', 'unknown'] }],
    ['one has not been seen', { missing: 1 }],
    ['there is no machine at all', { outcomes: [] }],
    ['nobody has answered', { attestation: null }],
    ['a person says no', { attestation: { answer: 'not-done', note: '' } }],
    [
      'all failures are waived and nobody has decided',
      { outcomes: ['fail'], failing: { open: 0, waived: 2 } },
    ],
  ])('not where %s', (_, changes) => {
    expect(state(changes)).toMatchObject({ role: null, mark: '' });
    expect(roleOf({ ...changes, chosen: { role: 'done', remarks: null } })).toBe(null);
  });

  test('where every failure is waived, and a person decides with a remark and has answered the rest', () => {
    const waived = { outcomes: ['fail' as const], failing: { open: 0, waived: 2 } };
    expect(roleOf({ ...waived, chosen: { role: 'done', remarks: '例外承認済み' } })).toBe('done');
    expect(roleOf({ ...waived, missing: 1, chosen: { role: 'done', remarks: '例外' } })).toBe(null);
    expect(roleOf({ ...waived, attestation: null, chosen: { role: 'done', remarks: '例外' } })).toBe(null);
  });
});

describe('planned', () => {
  const failing = { outcomes: ['fail' as const], failing: { open: 1, waived: 0 } };

  test('where something fails or waits for a person, and a plan is not past its date', () => {
    expect(state({ ...failing, plan })).toMatchObject({ outcome: 'fail', role: 'planned', mark: '△' });
    expect(roleOf({ attestation: null, plan })).toBe('planned');
  });

  test('not by choice alone, nor when the date is past', () => {
    expect(roleOf({ ...failing, chosen: { role: 'planned', remarks: 'そのうち' } })).toBe(null);
    expect(roleOf({ ...failing, plan, planOverdue: true })).toBe(null);
    expect(roleOf({ ...failing, plan, planOverdue: true, chosen: { role: 'planned', remarks: null } })).toBe(
      null,
    );
  });

  test('never hides that nothing is known', () => {
    expect(roleOf({ missing: 3, plan })).toBe(null);
  });
});

describe('not applicable', () => {
  test('by the form: another kind of organisation, or ◆ with an aggregator', () => {
    expect(roleOf({ item: item({ appliesTo: ['aggregator'] }) })).toBe('not-applicable');
    const exempt = item({ flags: { ...item().flags, aggregatorExempt: true } });
    const organisation = { ...good.organisation, hasAggregator: true };
    expect(roleOf({ item: exempt, organisation })).toBe('not-applicable');
    expect(roleOf({ item: exempt })).toBe('done');
  });

  test('by a person, never while something fails or somebody attests the contrary', () => {
    const chosen = { role: 'not-applicable' as const, remarks: '当市では該当しない' };
    const failing = { outcomes: ['fail' as const], failing: { open: 1, waived: 0 } };
    expect(roleOf({ ...failing, attestation: null, chosen })).toBe(null);
    expect(roleOf({ outcomes: ['unknown'], chosen })).toBe(null);
    expect(roleOf({ outcomes: ['unknown'], attestation: null, chosen })).toBe('not-applicable');
  });

  test('by a person, only with a reason', () => {
    expect(roleOf({ attestation: { answer: 'not-applicable', note: '該当機器なし' } })).toBe(
      'not-applicable',
    );
    expect(roleOf({ attestation: { answer: 'not-applicable', note: ' ' } })).toBe(null);
    expect(roleOf({ attestation: null, chosen: { role: 'not-applicable', remarks: '' } })).toBe(null);
  });
});

test('an item that requires others is done when all of them are', () => {
  const composite = item({ requires: ['2', '3'], automation: 'manual' });
  expect(roleOf({ item: composite, attestation: null, required: { total: 2, done: 1 } })).toBe(null);
  expect(roleOf({ item: composite, attestation: null, required: { total: 2, done: 2 } })).toBe('done');
});

test('a form without a mark for it leaves the item open', () => {
  const [done] = marks;
  const facts = { ...good, attestation: null, plan };
  expect(itemState(facts, { marks: done ? [done] : [] })).toMatchObject({ role: null, mark: '' });
});

test('what fails is not set aside by an answer: only by an exception that somebody else approved', () => {
  const attestation = { answer: 'not-applicable' as const, note: '様式の対象でない' };
  const failing = { outcomes: ['fail' as const], attestation };
  expect(state({ ...failing, failing: { open: 1, waived: 0 } })).toMatchObject({
    role: null,
    outcome: 'fail',
  });
  expect(state({ ...failing, failing: { open: 0, waived: 1 } })).toMatchObject({ role: 'not-applicable' });
});

test('an item that is not applicable is counted as such, not among those that pass', () => {
  const attestation = { answer: 'not-applicable' as const, note: '該当する機器がない' };
  const manual = item({ automation: 'manual' });
  expect(state({ item: manual, outcomes: [], attestation })).toMatchObject({ outcome: 'not-applicable' });
  expect(state({ item: item({ appliesTo: ['other'] }) })).toMatchObject({ outcome: 'not-applicable' });
});

test('what is about no machine in scope is unknown, whatever a person says', () => {
  for (const automation of ['full', 'partial'] as const) {
    expect(state({ item: item({ automation }), outcomes: [] })).toMatchObject({
      outcome: 'unknown',
      role: null,
    });
  }
});
