import { expect, test } from 'vitest';
import { assessmentResults } from '../../collector/src/pack/oscal/assessment-results.ts';
import { uuidV5 } from '../../collector/src/pack/oscal/uuid-v5.ts';
import { sharedAssessment } from '../support/shared-pack.ts';
import { oscalErrors, whyNotOfficial } from './schemas.ts';

const shared = sharedAssessment();

/** The assessment as it is, with nothing that applies, with nothing done, and as a draft that nobody has signed. */
function variants(): Record<string, unknown> {
  const { record } = shared.assessment;
  const withRole = (role: 'not-applicable' | null) => ({
    ...record,
    items: record.items.map((item) => ({ ...item, role, remarks: ' \n', attestation: null, controls: [] })),
  });
  const draft = {
    ...record.assessment,
    state: 'draft' as const,
    preparedBy: null,
    reviewedBy: null,
    approvedBy: null,
  };
  return {
    'as it is': assessmentResults(record),
    'nothing applies': assessmentResults(withRole('not-applicable')),
    'all open': assessmentResults(withRole(null)),
    'a draft': assessmentResults({ ...record, assessment: draft }),
  };
}

const by = whyNotOfficial === null ? ", by NIST's own schema too" : '';

test.each(['as it is', 'nothing applies', 'all open', 'a draft'])(
  `only names, patterns and required members of the model are used: %s${by}`,
  (name) => {
    expect(oscalErrors(variants()[name])).toEqual([]);
  },
);

test('what the model does not know is told', () => {
  const document = structuredClone(variants()['as it is']) as { 'assessment-results': { uuid?: string } };
  delete document['assessment-results'].uuid;
  const schemas = whyNotOfficial === null ? ['used', 'official'] : ['used'];
  expect(oscalErrors(document)).toMatchObject(schemas.map((schema) => ({ schema, keyword: 'required' })));
});

test('every reference leads somewhere, every id is there once, and the same record gives the same ids', () => {
  const { 'assessment-results': document } = assessmentResults(shared.assessment.record);
  const [result] = document.results;
  const ids = [
    document.uuid,
    ...document.metadata.parties.map(({ uuid }) => uuid),
    ...document['back-matter'].resources.map(({ uuid }) => uuid),
    result?.uuid ?? '',
    ...(result?.['local-definitions']?.components ?? []).map(({ uuid }) => uuid),
    ...[...(result?.observations ?? []), ...(result?.risks ?? []), ...(result?.findings ?? [])].map(
      ({ uuid }) => uuid,
    ),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  const known = new Set(ids);
  const named = [...JSON.stringify(document).matchAll(/"(?:observation|risk|subject)-uuid":"([^"]+)"/g)].map(
    ([, id]) => id ?? '',
  );
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((id) => !known.has(id))).toEqual([]);
  expect(assessmentResults(shared.assessment.record)).toEqual({ 'assessment-results': document });
});

test('an item is satisfied only where it is done; what does not apply is no finding', () => {
  const [result] = assessmentResults(shared.assessment.record)['assessment-results'].results;
  const states = new Map(result?.findings?.map(({ target }) => [target['target-id'], target.status.state]));
  for (const { item, role } of shared.assessment.record.items) {
    const expected = role === 'not-applicable' ? undefined : role === 'done' ? 'satisfied' : 'not-satisfied';
    expect(states.get(`nwsystem-${item.id}`), `item ${item.id}`).toBe(expected);
  }
});

test('ids are of version 5', () => {
  expect(uuidV5('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidV5('a', 'b')).not.toBe(uuidV5('ab'));
});
