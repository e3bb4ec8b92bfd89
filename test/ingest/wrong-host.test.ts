import { expect, test } from 'vitest';
import { findingsSettled, inspect, storedReports } from '../support/database.ts';
import { send } from '../support/https.ts';
import { push } from '../support/push.ts';
import { expectProblem, unchanged } from '../support/refusals.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const served = collectorWithAgents(2);

function hostsById(): Map<string, unknown> {
  const rows = inspect(served.collector.data, (database) =>
    database.prepare<[], { id: string }>('select id, name, last_sequence, machine_id_hash from host').all(),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

test('a report that names another host counts for the host of its certificate alone', async () => {
  const { collector } = served;
  const [victim, sender] = served.agents;
  if (!victim || !sender) throw new Error('two agents were enrolled');
  expect((await push(collector, victim, pack(sampleReport(victim.name, 1)).body)).status).toBe(201);
  await findingsSettled(collector.data);
  const before = hostsById();
  const packed = pack(sampleReport(victim.name, 99));
  expect((await push(collector, sender, packed.body)).status).toBe(201);
  const stored = inspect(collector.data, storedReports).filter(
    ({ report_id }) => report_id === packed.reportId,
  );
  expect(stored.map(({ host_id }) => host_id)).toEqual([sender.hostId]);
  expect(hostsById().get(victim.hostId)).toEqual(before.get(victim.hostId));
  expect(hostsById().get(sender.hostId)).toMatchObject({ last_sequence: 99 });
});

test("the id of another host's report protects neither: both are stored, each for its sender", async () => {
  const { collector, agents } = served;
  const packed = pack(sampleReport('host-0', 1000));
  for (const agent of agents) {
    expect(await push(collector, agent, packed.body)).toMatchObject({
      status: 201,
      json: { status: 'stored' },
    });
  }
  const stored = inspect(collector.data, storedReports).filter(
    ({ report_id }) => report_id === packed.reportId,
  );
  expect(new Set(stored.map(({ host_id }) => host_id))).toEqual(new Set(agents.map(({ hostId }) => hostId)));
});

test.each([['without'], ['with']])(
  'a report to the port for people, %s a certificate, is told where to go',
  async (how) => {
    const { collector, agent } = served;
    const credentials = how === 'with' ? agent : { authority: collector.authority };
    const { body } = pack(sampleReport(agent.name, 2000));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const url = `${collector.url}/api/v1/reports`;
    const answer = await unchanged(collector, () => send(url, credentials, { body, headers }));
    expectProblem(answer, 421, 'reports-elsewhere');
    expect(answer.json.detail).toContain(collector.agentUrl);
  },
);

test.each([
  ['GET', '/api/v1/reports'],
  ['POST', '/api/v1/hosts'],
  ['POST', '/api/v1/enrolments'],
  ['GET', '/api/v1/hosts'],
  ['GET', '/metrics'],
] as const)('the port for agents has no %s %s', async (method, path) => {
  const { collector, agent } = served;
  const body = method === 'POST' ? '{}' : undefined;
  const answer = await unchanged(collector, () =>
    send(`${collector.agentUrl}${path}`, agent, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
    }),
  );
  expect(answer).toMatchObject({ status: 404, json: { title: 'not-found' } });
});
