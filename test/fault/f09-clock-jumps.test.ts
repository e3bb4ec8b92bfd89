import { expect, test } from 'vitest';
import type { Collector } from '../../collector/src/server.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { alter } from '../support/database.ts';
import { ownCollector } from '../support/own-collector.ts';
import { push } from '../support/push.ts';
import { expectProblem, expectServing } from '../support/refusals.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import type { SimulatedAgent } from '../support/simulated-agent.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** As the helpers want it, which were made for a collector in a process of its own. */
function asProcess(collector: Collector): CollectorProcess {
  return {
    data: collector.directory.path,
    url: collector.url,
    agentUrl: collector.agentUrl,
    authority: collector.context.authority.anchor,
  } as CollectorProcess;
}

/** A collector whose clock can be moved, and a host whose certificate is good for 20 days both ways. */
async function movable() {
  const clock = { offsetMs: 0 };
  const now = () => new Date(Date.now() + clock.offsetMs);
  const collector = await ownCollector({ now, staleAfterMs: dayMs });
  const served = asProcess(collector);
  const [agent] = await enrolAgents(served, 1);
  if (!agent) throw new Error('no agent');
  const { data } = served;
  await alter(
    data,
    'update certificate set not_before_at = ?, not_after_at = ?',
    ...[-20, 20].map((days) => Date.now() + days * dayMs),
  );
  return { clock, collector, served, agent };
}

async function outcomes({
  collector,
  agent,
}: {
  collector: Collector;
  agent: SimulatedAgent;
}): Promise<Set<string>> {
  await collector.context.evaluator.settle();
  await collector.context.repositories.findings.judgeWhole();
  await collector.context.evaluator.settle();
  const findings = await collector.context.repositories.findings.list({ hostId: agent.hostId });
  expect(findings.length).toBeGreaterThan(5);
  return new Set(findings.map(({ outcome, reason }) => `${outcome} ${reason}`));
}

test('F9: the clock jumps a day ahead and back: order is that of the numbers, skew is told by host', async () => {
  const { clock, collector, served, agent } = await movable();
  const reports = [];
  for (const [index, offsetMs] of [0, dayMs, -dayMs, 0].entries()) {
    clock.offsetMs = offsetMs;
    const report = sampleReport(agent, index + 1);
    reports.push(report.statement.reportId);
    expect(await push(served, agent, pack(report).body)).toMatchObject({
      status: 201,
      json: { status: 'stored', lastSequence: index + 1 },
    });
    const newest = await collector.context.repositories.reports.newestEvidence(agent.hostId);
    expect(new Set([...newest.values()].map(({ reportId }) => reportId))).toEqual(
      new Set([report.statement.reportId]),
    );
    const host = await collector.context.repositories.hosts.find(agent.hostId);
    // The host's clock did not move: by the collector's it is behind or ahead.
    expect(Math.abs(Number(host?.clockSkewMs) + offsetMs)).toBeLessThan(60_000);
  }
  const listed = await collector.context.repositories.reports.list(agent.hostId, { limit: 9, offset: 0 });
  expect(listed.map(({ reportId }) => reportId)).toEqual(reports.toReversed());
});

test('F9: evidence is stale by the collector’s clock, whatever the host says, and fresh again with it', async () => {
  const { clock, collector, served, agent } = await movable();
  expect((await push(served, agent, pack(sampleReport(agent, 1)).body)).status).toBe(201);
  const fresh = await outcomes({ collector, agent });
  expect([...fresh].some((one) => one.includes('stale'))).toBe(false);
  clock.offsetMs = 2 * dayMs;
  const late = await outcomes({ collector, agent });
  const kindOfMachine = 'not-applicable other-kind-of-machine';
  expect([...late].every((one) => one.startsWith('unknown ') || one === kindOfMachine)).toBe(true);
  expect(late).not.toEqual(fresh);
  clock.offsetMs = 0;
  expect(await outcomes({ collector, agent })).toEqual(fresh);
});

test.each([
  ['1970', () => -Date.now() + 1000],
  ['2038-01-19T03:14:08Z', () => Date.UTC(2038, 0, 19, 3, 14, 8) - Date.now()],
])(
  'F9: with its clock in %s nothing is taken, nothing is removed, and all is as before afterwards',
  async (_name, offsetOf) => {
    const { clock, collector, served, agent } = await movable();
    expect((await push(served, agent, pack(sampleReport(agent, 1)).body)).status).toBe(201);
    const before = await outcomes({ collector, agent });
    expect(collector.context.sweeper.isClockPlausible()).toBe(true);
    clock.offsetMs = offsetOf();
    const second = pack(sampleReport(agent, 2));
    // Good from 20 days ago for 40 days: by this clock not now.
    expectProblem(await push(served, agent, second.body), 403, 'certificate-expired');
    await outcomes({ collector, agent });
    expect(collector.context.sweeper.isClockPlausible()).toBe(false);
    await expectServing(served);
    clock.offsetMs = 0;
    expect((await push(served, agent, second.body)).status).toBe(201);
    expect(await outcomes({ collector, agent })).toEqual(before);
    const [newest] = await collector.context.repositories.reports.list(agent.hostId, { limit: 1, offset: 0 });
    expect(newest?.sequence).toBe(2);
  },
);
