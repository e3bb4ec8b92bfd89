import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AssessmentSource, FindingRecord } from '../../collector/src/assessments/record.ts';
import { FindingBlocks } from '../../collector/src/pack/sheet/finding-blocks.ts';
import { testAssessment } from '../support/assessment-record.ts';
import type { TestAssessment } from '../support/assessment-record.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';

let folder: string;
let assessment: TestAssessment;
let findings: FindingRecord[];

beforeAll(async () => {
  folder = makeScratchFolder();
  assessment = await testAssessment(join(folder, 'authority'));
  findings = [...assessment.findings.values()].flat();
}, 60_000);
afterAll(() => removeScratchFolder(folder));

/** Another machine with the same evidence, and the same with other words, another rule, and at another time. */
function alike(finding: FindingRecord): FindingRecord[] {
  return [
    finding,
    { ...finding, host: { ...finding.host, id: '00000000-0000-4000-8000-00000000000f', name: '別の端末' } },
    { ...finding, observed: { ja: '別の観測', en: 'other' } },
    { ...finding, parameters: { ...finding.parameters, other: 1 } },
    { ...finding, reason: 'other-reason' },
    {
      ...finding,
      evidence: finding.evidence.map((one) => ({ ...one, collectedAt: '2026-01-01T00:00:00.000Z' })),
    },
    finding,
  ];
}

test('what is kept from one finding for the next changes nothing of either', async () => {
  const { record, source } = assessment;
  const blocks = new FindingBlocks(record, source);
  const some = findings.filter((_, index) => index % 7 === 0).flatMap(alike);
  expect(some.length).toBeGreaterThan(100);
  for (const finding of some) {
    const byItself = await new FindingBlocks(record, source).next(finding);
    expect((await blocks.next(finding)).markup).toBe(byItself.markup);
  }
});

test('evidence that many machines have is read once', async () => {
  const read: string[] = [];
  const source: AssessmentSource = {
    ...assessment.source,
    evidence: (hash) => {
      read.push(hash);
      return assessment.source.evidence(hash);
    },
  };
  const blocks = new FindingBlocks(assessment.record, source);
  const finding = findings.find(({ evidence }) => evidence.length > 0);
  if (!finding) throw new Error('no finding');
  for (let machine = 0; machine < 20; machine += 1) await blocks.next(finding);
  expect(read).toHaveLength(finding.evidence.length);
});
