import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { assessmentResults } from '../../collector/src/pack/oscal/assessment-results.ts';
import { uuidV5 } from '../../collector/src/pack/oscal/uuid-v5.ts';
import { sharedAssessment } from '../support/shared-pack.ts';
import { usedPartOfOscal } from './used-part-of-oscal.ts';

const schemaPath =
  process.env['TENKEN_OSCAL_SCHEMA'] ?? join(import.meta.dirname, 'oscal_assessment-results_schema.json');
const hasOfficial = existsSync(schemaPath);
if (!hasOfficial) console.log(`NIST's own schema is not used: no ${schemaPath} (see test/oscal/README.md)`);

const shared = sharedAssessment();

/** The assessment as it is, with nothing that applies, with nothing done, and as a draft that nobody has signed. */
function variants(): [string, unknown][] {
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
  return [
    ['as it is', assessmentResults(record)],
    ['nothing applies', assessmentResults(withRole('not-applicable'))],
    ['all open', assessmentResults(withRole(null))],
    ['a draft', assessmentResults({ ...record, assessment: draft })],
  ];
}

function expectValid(schema: object): void {
  // The patterns say what the formats would.
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  for (const [name, document] of variants()) {
    validate(document);
    expect(validate.errors?.slice(0, 3) ?? [], name).toEqual([]);
  }
}

test('only names, patterns and required members of the model are used', () => {
  expectValid(usedPartOfOscal);
});

test.skipIf(!hasOfficial)("NIST's own schema accepts it", () => {
  expectValid(JSON.parse(readFileSync(schemaPath, 'utf8')) as object);
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
