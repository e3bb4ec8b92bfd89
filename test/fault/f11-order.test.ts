import { expect, test } from 'vitest';
import { hostView } from '../support/host-view.ts';
import { push } from '../support/push.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const served = collectorWithAgents(3);

async function sendNumbers(index: number, numbers: readonly number[]) {
  const agent = served.agents[index];
  if (!agent) throw new Error('no such agent');
  const reports = numbers.map((number) => sampleReport(agent, number));
  for (const report of reports) {
    expect((await push(served.collector, agent, pack(report).body)).status).toBe(201);
  }
  return { view: await hostView(served.collector, agent), reports, agent };
}

test('F11: out of order, the state is that of the highest number, and what came is no gap', async () => {
  const { view, reports } = await sendNumbers(0, [5, 3, 4]);
  const [newest] = reports;
  expect(new Set(view.evidence.map(({ reportId }) => reportId))).toEqual(
    new Set([newest?.statement.reportId]),
  );
  expect(view.evidence.map(({ sha256 }) => sha256)).toEqual(
    newest?.statement.evidence.map(({ sha256 }) => sha256),
  );
  expect(view.host).toMatchObject({ sequenceGaps: 2, status: 'active' });
});

test('F11: a gap is shown, and what the agent dropped besides', async () => {
  const { agent } = await sendNumbers(1, [1, 2, 9]);
  const at = new Date().toISOString();
  const told = sampleReport(agent, 10, { gap: { dropped: 6, since: at, until: at } });
  await push(served.collector, agent, pack(told).body);
  await push(served.collector, agent, pack(told).body);
  expect((await hostView(served.collector, agent)).host).toMatchObject({
    sequenceGaps: 6,
    reportsDropped: 6,
  });
});

test('F11: numbers that begin anew without a new enrolment do not become the state', async () => {
  const { agent, reports } = await sendNumbers(2, [1, 2, 3]);
  const again = await push(served.collector, agent, pack(sampleReport(agent, 1)).body);
  expect(again).toMatchObject({ status: 201, json: { status: 'quarantined', lastSequence: 3 } });
  const view = await hostView(served.collector, agent);
  expect(view.host).toMatchObject({ status: 'quarantined', statusReason: 'sequence-fork' });
  expect(new Set(view.evidence.map(({ reportId }) => reportId))).toEqual(
    new Set([reports.at(-1)?.statement.reportId]),
  );
});
