import { expect, test } from 'vitest';
import { contentOf, storedReports } from '../support/database.ts';
import { keptConnection } from '../support/https.ts';
import { push } from '../support/push.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

// A thousand at once is more than one host may send.
const served = collectorWithAgents(2, { reportsAtOnce: 2000 });

test('F10: the same report twice is stored once and answered alike', async () => {
  const { collector, agent } = served;
  const packed = pack(sampleReport(agent, 1));
  const first = await push(collector, agent, packed.body);
  const stored = await contentOf(collector.data);
  const second = await push(collector, agent, packed.body);
  expect(first).toMatchObject({ status: 201, json: { reportId: packed.reportId, status: 'stored' } });
  expect(second).toMatchObject({ status: 200, json: { reportId: packed.reportId, status: 'duplicate' } });
  expect(second.json.receivedAt).toBe(first.json.receivedAt);
  expect((await contentOf(collector.data)).rows.report).toBe(stored.rows.report);
});

test('F10: the same report 1,000 times, on two connections at once, is one row with one time', async () => {
  const { collector } = served;
  const agent = served.agents[1];
  if (!agent) throw new Error('two agents were enrolled');
  const packed = pack(sampleReport(agent, 1));
  const connections = [keptConnection(agent), keptConnection(agent)];
  const answers = await Promise.all(
    connections.flatMap((connection) =>
      Array.from({ length: 500 }, () => push(collector, agent, packed.body, { connection })),
    ),
  );
  for (const connection of connections) connection.destroy();
  expect(answers).toHaveLength(1000);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(999);
  const times = new Set(answers.map(({ json }) => json.receivedAt));
  expect(times.size).toBe(1);
  const rows = (await storedReports(collector.data)).filter(({ host_id }) => host_id === agent.hostId);
  expect(rows).toEqual([
    {
      host_id: agent.hostId,
      report_id: packed.reportId,
      sha256: packed.sha256,
      received_at: Date.parse(String([...times][0])),
    },
  ]);
});
