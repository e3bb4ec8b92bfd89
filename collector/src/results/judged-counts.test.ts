import { checklists, controls, itemResult, requirements } from '@tenken/controls';
import type { Platform } from '@tenken/shared';
import { expect, test } from 'vitest';
import { resultOf } from '../api/views.ts';
import { Evaluator } from '../evaluate/evaluator.ts';
import { acceptedReport, enrolledHost, evidenceOf, temporaryStore } from '../testing.ts';
import { judgedCounts } from './judged-counts.ts';

const start = Date.UTC(2026, 10, 21);

test('an item is the same by what is kept counted as by every finding, also where no machine is of its kind', async () => {
  const { repos } = await temporaryStore();
  const evaluator = new Evaluator({
    findings: repos.findings,
    reports: repos.reports,
    requirements: requirements(controls, checklists()),
    staleAfterMs: 3_600_000,
    now: () => new Date(start),
    onError: (error) => {
      throw error;
    },
  });
  // As if a machine answered them whole, which none of those that are shipped is.
  const items = checklists()
    .flatMap((checklist) => checklist.items)
    .filter(({ automation }) => automation !== 'manual')
    .map((item) => ({ ...item, automation: 'full' as const }));
  const report = async (platform: Platform) => {
    const host = await enrolledHost(repos, start);
    const evidence = [evidenceOf('network-device', {}, new Date(start))];
    const machine = {
      platform,
      name: 'h',
      osName: null,
      osVersion: null,
      architecture: null,
      machineIdHash: null,
    };
    await repos.reports.storeBatch([acceptedReport(host, 1, evidence, start, { host: machine })]);
    await evaluator.settle();
  };
  const compared = async () => {
    const counts = await judgedCounts({ repositories: repos, controls });
    const findings = (await repos.hosts.all()).map(({ id }) => repos.findings.ofHost(id));
    const all = (await Promise.all(findings)).flat();
    return items.map((item) => [item.id, resultOf(item, counts), itemResult(item, all)] as const);
  };
  await report('network-device');
  const alone = await compared();
  for (const [id, page, plain] of alone) expect(page, id).toBe(plain);
  // Many are about computers alone.
  expect(alone.some(([, result]) => result === 'not-applicable')).toBe(false);
  await report('linux');
  for (const [id, page, plain] of await compared()) expect(page, id).toBe(plain);
  await evaluator.stop();
});
