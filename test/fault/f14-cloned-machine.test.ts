import { sha256 } from '@tenken/shared';
import { expect, test } from 'vitest';
import { runTenken } from '../support/collector-process.ts';
import { hostView } from '../support/host-view.ts';
import { send } from '../support/https.ts';
import { push } from '../support/push.ts';
import { expectProblem } from '../support/refusals.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';
import type { SimulatedAgent } from '../support/simulated-agent.ts';
import { goodRequest } from '../support/certificate-requests.ts';
import { viewer } from '../support/people.ts';

const served = collectorWithAgents(3);

function agentAt(index: number): SimulatedAgent {
  const agent = served.agents[index];
  if (!agent) throw new Error('no such agent');
  return agent;
}

/** The same key and certificate on another machine. */
function cloneReport(agent: SimulatedAgent, sequence: number) {
  const { host } = sampleReport(agent, 1).statement;
  return sampleReport({ ...agent, name: 'clone' }, sequence, {
    host: { ...host, name: 'clone', machineIdHash: sha256('another machine') },
  });
}

test('F14: a clone with another machine id is kept apart, and the first machine goes on', async () => {
  const { collector } = served;
  const agent = agentAt(0);
  const sending = async (report: ReturnType<typeof sampleReport>) =>
    (await push(collector, agent, pack(report).body)).json.status;
  expect(await sending(sampleReport(agent, 1))).toBe('stored');
  const foreign = cloneReport(agent, 2);
  expect(await sending(foreign)).toBe('quarantined');
  // Sent again it is answered alike.
  expect(await sending(foreign)).toBe('quarantined');
  const own = sampleReport(agent, 2);
  expect(await sending(own)).toBe('stored');
  expect(await sending(cloneReport(agent, 3))).toBe('quarantined');
  const view = await hostView(collector, agent);
  expect(view.host).toMatchObject({
    status: 'quarantined',
    statusReason: 'machine-changed',
    name: agent.name,
    machineIdHash: sha256(agent.name),
  });
  expect(new Set(view.evidence.map(({ reportId }) => reportId))).toEqual(new Set([own.statement.reportId]));

  const { reportId } = foreign.statement;
  const url = `${collector.url}/api/v1/hosts/${agent.hostId}/reports/${reportId}`;
  const headers = await viewer(collector.data);
  expect(await send(url, agent, { method: 'GET', headers })).toMatchObject({
    status: 200,
    json: { quarantined: 'machine-changed', statement: { host: { name: 'clone' } } },
  });
  const metrics = await send(`${collector.url}/metrics`, agent, { method: 'GET' });
  expect(metrics.json.text).toMatch(/^tenken_quarantined_hosts 1$/m);
  expect(metrics.json.text).toMatch(/^tenken_reports_total\{status="quarantined"\} 3$/m);
});

test('F14: a quarantined identity is not renewed, and a person releases it to the machine that it is', async () => {
  const { collector } = served;
  const agent = agentAt(1);
  await push(collector, agent, pack(sampleReport(agent, 1)).body);
  await push(collector, agent, pack(cloneReport(agent, 2)).body);
  const renewal = await send(`${collector.agentUrl}/api/v1/renewals`, agent, {
    body: JSON.stringify({ csr: goodRequest() }),
    headers: { 'content-type': 'application/json' },
  });
  expectProblem(renewal, 403, 'host-quarantined');
  const line = ['host', 'release', agent.hostId, '--data', collector.data];
  const released = await runTenken([...line, '--machine', 'newest']);
  expect(released.code, released.errors).toBe(0);
  const after = await push(collector, agent, pack(cloneReport(agent, 3)).body);
  expect(after.json).toMatchObject({ status: 'stored' });
  expect((await hostView(collector, agent)).host).toMatchObject({ status: 'active', name: 'clone' });
  const again = await runTenken(line);
  expect(again.code).toBe(2);
  expect(again.errors).toContain('[host-unknown]');
});

test('F14: two machines with one machine id fork the numbers; from then on neither touches the state', async () => {
  const { collector } = served;
  const agent = agentAt(2);
  const first = sampleReport(agent, 1);
  await push(collector, agent, pack(first).body);
  for (const [number, status] of [
    [1, 'quarantined'],
    [2, 'quarantined'],
    [3, 'quarantined'],
  ] as const) {
    const answer = await push(collector, agent, pack(sampleReport(agent, number)).body);
    expect(answer.json.status).toBe(status);
  }
  const view = await hostView(collector, agent);
  expect(new Set(view.evidence.map(({ reportId }) => reportId))).toEqual(new Set([first.statement.reportId]));
  const released = await runTenken(['host', 'release', agent.hostId, '--data', collector.data]);
  expect(released.code, released.errors).toBe(0);
  const after = await push(collector, agent, pack(sampleReport(agent, 4)).body);
  expect(after.json).toMatchObject({ status: 'stored' });
});
