import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson, sha256 } from '@tenken/shared';
import { checklists, controls, requirements } from '@tenken/controls';
import { expect, test } from 'vitest';
import { assemble } from '../../collector/src/assessments/assemble.ts';
import { openAssessment } from '../../collector/src/assessments/open-assessment.ts';
import type { Collector } from '../../collector/src/server.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';

const day = 24 * 60 * 60 * 1000;
const clerk = (now = Date.now()) => ({ actor: 'account:clerk', now });
const city = (kinds: Record<string, string>) => ({
  name: '点検市',
  department: null,
  kinds,
  hasAggregator: false,
  contact: null,
});

async function stateOf(collector: Collector, assessmentId: string, moment: number, answeredAt = moment) {
  const { repositories } = collector.context;
  const assessment = await repositories.assessments.get(assessmentId);
  const checklist = checklists().find(({ id }) => id === assessment.checklist);
  if (!checklist) throw new Error(assessment.checklist);
  const { record, source, close } = await assemble(assessment, moment, {
    repositories,
    checklist,
    controls,
    requirements: requirements(controls, [checklist]),
    staleAfterMs: day,
    version: 'test',
    folder: collector.directory.path,
    answeredAt: assessment.frozen?.at ?? answeredAt,
  });
  const findings = [];
  for (const { item } of record.items) {
    for await (const finding of source.findings(item.id)) findings.push([item.id, finding]);
  }
  close();
  const hash = sha256(canonicalJson(JSON.parse(JSON.stringify({ record, findings }))));
  return { record, findings, hash };
}

test('the state as of a moment is the same before and after what comes later', async () => {
  const collector = await ownCollector();
  const { systems, answers, hosts } = collector.context.repositories;
  const organisation = city({ nwsystem: 'inquirer' });
  await systems.put({ id: 'juki', name: '住民記録', labels: [], organisation }, clerk());
  const agent = await enrolHere(collector);
  await reportOnce(agent);
  const [checklist] = checklists();
  if (!checklist) throw new Error('no checklist');
  const id = await openAssessment(
    collector.context.repositories,
    { systemId: 'juki', checklist, rule: 'periodic' },
    clerk(),
  );
  const key = { systemId: 'juki', checklist: 'nwsystem', item: '1' };
  const answer = { answer: 'done' as const, note: '', person: '佐藤', expiresOn: '2099-03-31', files: [] };
  await answers.attest(key, answer, clerk());
  await sleep(5);
  const moment = Date.now();
  await sleep(5);
  const before = await stateOf(collector, id, moment);
  expect(before.record.items[0]).toMatchObject({ role: 'done', mark: '〇' });
  expect(before.record.coverage).toMatchObject({ inScope: 1, reporting: 1 });
  expect(before.findings.length).toBeGreaterThan(10);

  await reportOnce(agent);
  await reportOnce(await enrolHere(collector));
  await answers.withdrawAttestation(key, clerk());
  await answers.plan(
    { ...key, item: '2' },
    { owner: '鈴木', dueOn: '2099-03-31', text: '整備する' },
    clerk(),
  );
  const ledger = { sha256: 'a'.repeat(64), assets: [] };
  await systems.importLedger('juki', ledger, clerk());
  await systems.put({ id: 'juki', name: '別名', labels: ['x'], organisation }, clerk());
  expect(await hosts.count()).toBe(2);

  const after = await stateOf(collector, id, moment);
  expect(after.hash).toBe(before.hash);
  const now = await stateOf(collector, id, Date.now());
  expect(now.hash).not.toBe(before.hash);
  expect(now.record.items[0]).toMatchObject({ role: null });
});

test('a day later, with nothing new, evidence is stale and nothing is done by it', async () => {
  const collector = await ownCollector();
  const { systems } = collector.context.repositories;
  const change = { actor: 'account:clerk', now: Date.now() };
  const organisation = city({ nwsystem: 'inquirer' });
  await systems.put({ id: 'juki', name: '住民記録', labels: [], organisation }, change);
  await reportOnce(await enrolHere(collector));
  const [checklist] = checklists();
  if (!checklist) throw new Error('no checklist');
  const asked = { systemId: 'juki', checklist, rule: 'periodic' };
  const id = await openAssessment(collector.context.repositories, asked, change);
  const { record, findings } = await stateOf(collector, id, Date.now() + 2 * day);
  expect(record.coverage).toMatchObject({ inScope: 1, reporting: 0 });
  expect(findings.filter(([, finding]) => (finding as { outcome: string }).outcome === 'pass')).toEqual([]);
  expect(record.items.filter(({ machines }) => machines !== null && machines.passing > 0)).toEqual([]);
});

test('a check as of the end of March is answered in April; what comes after its freezing changes nothing', async () => {
  const collector = await ownCollector();
  const { repositories } = collector.context;
  await reportOnce(await enrolHere(collector));
  await sleep(5);
  const endOfMarch = Date.now();
  await sleep(5);
  const organisation = city({ mynaportal: 'service-provider' });
  await repositories.systems.put({ id: 'portal', name: '照会', labels: [], organisation }, clerk());
  const checklist = checklists().find(({ id }) => id === 'mynaportal');
  if (!checklist) throw new Error('no checklist');
  const asked = { systemId: 'portal', checklist, rule: 'pre-application' };
  const id = await openAssessment(repositories, asked, clerk());
  const key = { systemId: 'portal', checklist: checklist.id, item: '1.1' };
  const answer = { answer: 'done' as const, note: '', person: '佐藤', expiresOn: '2099-03-31', files: [] };
  await repositories.answers.attest(key, answer, clerk());
  const open = await stateOf(collector, id, endOfMarch, Date.now());
  expect(open.record.coverage).toMatchObject({ inScope: 1, reporting: 1 });
  expect(open.record.items.find(({ item }) => item.id === '1.1')).toMatchObject({ role: 'done' });

  await sleep(5);
  await repositories.signOffs.freeze(id, endOfMarch, 'b'.repeat(64), { ...clerk(), person: '佐藤' });
  const frozen = await stateOf(collector, id, endOfMarch);
  expect(frozen.record.assessment.preparedBy).not.toBeNull();
  await sleep(5);
  await repositories.answers.withdrawAttestation(key, clerk());
  await repositories.systems.importLedger('portal', { sha256: 'a'.repeat(64), assets: [] }, clerk());
  await reportOnce(await enrolHere(collector));
  expect((await stateOf(collector, id, endOfMarch)).hash).toBe(frozen.hash);
});
