import { evidenceKinds } from '@tenken/controls/evidence';
import { expect, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { requireIdentity } from '../../agent/src/identity/identity.ts';
import { scanAndPush } from '../../agent/src/run.ts';
import { boundedScan } from '../../agent/src/scan-process/bounded-scan.ts';
import { enrolHere, ownCollector } from '../support/own-collector.ts';

const kinds = evidenceKinds.filter(({ id }) => ['hardware-inventory', 'os-release'].includes(id));

test('what is read once a day goes into each report with the time at which it was read', async () => {
  const collector = await ownCollector();
  const { repositories } = collector.context;
  const folder = await enrolHere(collector);
  const { hostId } = requireIdentity(folder);
  const readAt = async (isRoutine: boolean) => {
    await scanAndPush({
      host: new LocalHost(),
      folder,
      isRoutine,
      scan: (host, asked) => boundedScan(host, { ...asked, kinds }),
    });
    const newest = await repositories.reports.newestEvidence(hostId);
    const at = (kind: string) => Date.parse(newest.get(kind)?.collectedAt ?? '');
    return { slow: at('hardware-inventory'), each: at('os-release') };
  };

  const first = await readAt(true);
  const routine = await readAt(true);
  const asked = await readAt(false);
  // By the collector's clock: how long each report was under way moves it by some milliseconds.
  expect(routine.each).toBeGreaterThan(first.each + 300);
  expect(Math.abs(routine.slow - first.slow)).toBeLessThan(routine.each - first.each - 100);
  expect(asked.slow).toBeGreaterThan(routine.each);
  await collector.context.evaluator.settle();
  const findings = await repositories.findings.list({ hostId });
  expect(findings.find(({ control }) => control === 'hardware-in-ledger')).toMatchObject({
    outcome: 'unknown',
    reason: 'nothing-declared',
  });
});
