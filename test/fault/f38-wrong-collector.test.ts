import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sendStatus } from '../../agent/src/status.ts';
import { impostor, impostors } from '../support/impostor.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';

test.each(impostors)(
  'F38: to a collector with a certificate $name nothing is sent',
  async ({ code, make }) => {
    const collector = await ownCollector();
    const folder = await enrolHere(collector);
    const { key, certificate } = await make(collector);
    const wrong = await impostor(key, certificate);
    await expect(reportOnce(folder, wrong.url)).rejects.toThrow(code);
    expect(wrong.requests()).toBe(0);
    // It is kept, said locally, and goes out once the right collector is there.
    const waiting = readdirSync(join(folder, 'spool')).filter((name) => name.endsWith('.report'));
    expect(waiting).toHaveLength(1);
    expect(sendStatus(folder)).toMatchObject({ waiting: 1 });
    expect(sendStatus(folder)?.problem).toMatch(code);
    const { receipt } = await reportOnce(folder);
    expect(receipt).toMatchObject({ status: 'stored', lastSequence: 2 });
    expect(sendStatus(folder)).toMatchObject({ waiting: 0, problem: null });
    expect(
      await collector.context.repositories.reports.list(hostIdIn(folder), { limit: 9, offset: 0 }),
    ).toHaveLength(2);
  },
);

test('an unchanged report travels without bodies, and with them when the collector asks', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector);
  await reportOnce(folder);
  const { hostId, hashes } = JSON.parse(readFileSync(join(folder, 'known-bodies.json'), 'utf8')) as {
    hostId: string;
    hashes: string[];
  };
  expect(hashes).toHaveLength(1);
  // The agent believes what the collector never had: it is asked for, and sent.
  const strange = await ownCollector();
  const other = await enrolHere(strange);
  writeFileSync(join(other, 'known-bodies.json'), JSON.stringify({ hostId: hostIdIn(other), hashes }));
  expect((await reportOnce(other)).receipt.status).toBe('stored');
  expect(strange.context.metrics.registry.getSingleMetric('tenken_refused_requests_total')).toBeDefined();
  expect(await strange.context.metrics.registry.metrics()).toContain('{code="bodies-missing"} 1');
  const before = (await collector.context.repositories.reports.newestEvidence(hostId)).get('os-release');
  await reportOnce(folder);
  const after = (await collector.context.repositories.reports.newestEvidence(hostId)).get('os-release');
  expect(after?.sha256).toBe(before?.sha256);
  expect(Date.parse(String(after?.collectedAt))).toBeGreaterThan(Date.parse(String(before?.collectedAt)));
  expect(await collector.context.metrics.registry.metrics()).not.toContain('bodies-missing');
});

function hostIdIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'identity.json'), 'utf8')) as { hostId: string }).hostId;
}
