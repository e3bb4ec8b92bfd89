import { expect, test } from 'vitest';
import { hostView } from '../support/host-view.ts';
import { push } from '../support/push.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const served = collectorWithAgents(3);
const yearMs = 365 * 24 * 60 * 60 * 1000;
const ageMs = 5 * 60_000;

test.each([
  ['10 years ahead', 0, 10 * yearMs],
  ['10 years behind', 1, -10 * yearMs],
  ['in 1970', 2, ageMs - Date.now()],
])('F16: a clock %s is accepted and marked; both times are kept', async (_name, index, skewMs) => {
  const agent = served.agents[index];
  if (!agent) throw new Error('no such agent');
  const plain = sampleReport(agent, 1).statement;
  const sentMs = Date.now() + skewMs;
  const collectedAt = new Date(sentMs - ageMs).toISOString();
  const report = sampleReport(agent, 1, {
    scannedAt: collectedAt,
    sentAt: new Date(sentMs).toISOString(),
    evidence: plain.evidence.map((one) => ({ ...one, collectedAt })),
  });
  const answer = await push(served.collector, agent, pack(report).body);
  expect(answer).toMatchObject({ status: 201, json: { status: 'stored' } });
  const view = await hostView(served.collector, agent);
  const skew = Number(view.host.clockSkewMs);
  expect(Math.abs(skew - skewMs)).toBeLessThan(60_000);
  for (const one of view.evidence) {
    expect(one.claimedAt).toBe(collectedAt);
    const receivedAt = Date.parse(String(answer.json.receivedAt));
    expect(Math.abs(Date.parse(one.collectedAt) - (receivedAt - ageMs))).toBeLessThan(60_000);
  }
});
