import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { findingsSettled, storedReports, rowsOf } from '../support/database.ts';
import { send } from '../support/https.ts';
import { push } from '../support/push.ts';
import { expectProblem, unchanged } from '../support/refusals.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const served = collectorWithAgents(2);

async function hostsById(): Promise<Map<string, unknown>> {
  const rows = await rowsOf<{ id: string }>(
    served.collector.data,
    'select id, name, last_sequence, machine_id_hash from host',
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function auditLines(action: string): Promise<{ actor: string; reason: unknown }[]> {
  const lines = await rowsOf<{ actor: string; details: string }>(
    served.collector.data,
    'select actor, details from audit_entry where action = ?',
    action,
  );
  return lines.map(({ actor, details }) => ({
    actor,
    reason: (JSON.parse(details) as Record<string, unknown>)['reason'],
  }));
}

function refusals(code: string): Promise<number> {
  const { collector } = served;
  return send(`${collector.url}/metrics`, { authority: collector.authority }, { method: 'GET' }).then(
    ({ json }) =>
      Number(
        new RegExp(`^tenken_refused_requests_total\\{code="${code}"\\} (\\d+)$`, 'm').exec(
          String(json.text),
        )?.[1] ?? 0,
      ),
  );
}

test('F12: a captured body through the certificate of another host is refused and counted', async () => {
  const { collector } = served;
  const [victim, thief] = served.agents;
  if (!victim || !thief) throw new Error('two agents were enrolled');
  expect((await push(collector, victim, pack(sampleReport(victim, 1)).body)).status).toBe(201);
  await findingsSettled(collector.data);
  const before = await hostsById();
  const counted = await refusals('host-not-yours');
  const captured = pack(sampleReport(victim, 99));
  const answer = await unchanged(collector, () => push(collector, thief, captured.body));
  expectProblem(answer, 403, 'host-not-yours');
  expect(await hostsById()).toEqual(before);
  expect(await refusals('host-not-yours')).toBe(counted + 1);
  // However often it is tried, it fills no log.
  expectProblem(await push(collector, thief, captured.body), 403, 'host-not-yours');
  expect(await auditLines('report-refused')).toEqual([
    expect.objectContaining({ actor: `host:${thief.hostId}`, reason: 'host-not-yours' }),
  ]);
});

test('F12: a captured statement that was made to name the thief does not carry its signature', async () => {
  const { collector } = served;
  const [victim, thief] = served.agents;
  if (!victim || !thief) throw new Error('two agents were enrolled');
  const captured = sampleReport(victim, 99);
  const forged = { ...captured, statement: { ...captured.statement, hostId: thief.hostId } };
  const answer = await unchanged(collector, () => push(collector, thief, pack(forged).body));
  expectProblem(answer, 403, 'signature-wrong');
  // And the victim's name with the thief's own signature is no better.
  const named = pack(sampleReport({ ...thief, hostId: victim.hostId }, 99));
  expectProblem(await unchanged(collector, () => push(collector, thief, named.body)), 403, 'host-not-yours');
});

test("F13: another host's name in the facts renames the sender only", async () => {
  const { collector } = served;
  const [victim, sender] = served.agents;
  if (!victim || !sender) throw new Error('two agents were enrolled');
  const before = await hostsById();
  const packed = pack(sampleReport({ ...sender, name: victim.name }, 99));
  expect((await push(collector, sender, packed.body)).status).toBe(201);
  const stored = (await storedReports(collector.data)).filter(
    ({ report_id }) => report_id === packed.reportId,
  );
  expect(stored.map(({ host_id }) => host_id)).toEqual([sender.hostId]);
  expect((await hostsById()).get(victim.hostId)).toEqual(before.get(victim.hostId));
  expect((await hostsById()).get(sender.hostId)).toMatchObject({ last_sequence: 99, name: victim.name });
});

test("the id of another host's report protects neither: both are stored, each for its sender", async () => {
  const { collector, agents } = served;
  const reportId = randomUUID();
  for (const [index, agent] of agents.entries()) {
    // Both have one machine's id by now, as the test before made them.
    const { host } = sampleReport({ ...agent, name: 'host-0' }, 1).statement;
    const packed = pack(sampleReport(agent, 1000 + index, { reportId, host }));
    expect(await push(collector, agent, packed.body)).toMatchObject({
      status: 201,
      json: { status: 'stored' },
    });
  }
  const stored = (await storedReports(collector.data)).filter(({ report_id }) => report_id === reportId);
  expect(new Set(stored.map(({ host_id }) => host_id))).toEqual(new Set(agents.map(({ hostId }) => hostId)));
});

test.each([['without'], ['with']])(
  'a report to the port for people, %s a certificate, is told where to go',
  async (how) => {
    const { collector, agent } = served;
    const credentials = how === 'with' ? agent : { authority: collector.authority };
    const { body } = pack(sampleReport(agent, 2000));
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
