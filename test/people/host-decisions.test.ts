import { sha256 } from '@tenken/shared';
import { beforeAll, expect, test } from 'vitest';
import { runTenken } from '../support/collector-process.ts';
import { rowsOf } from '../support/database.ts';
import { account, Visitor } from '../support/people.ts';
import { push } from '../support/push.ts';
import { expectProblem } from '../support/refusals.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';
import type { SimulatedAgent } from '../support/simulated-agent.ts';

const served = collectorWithAgents(4);
let person: Visitor;
beforeAll(async () => {
  person = new Visitor(served.collector, '127.0.2.1');
  await person.signIn(await account(served.collector.data, 'sysadmin', 'system-administrator'));
});

function agentAt(index: number): SimulatedAgent {
  const agent = served.agents[index];
  if (!agent) throw new Error('no such agent');
  return agent;
}

const pushed = (agent: SimulatedAgent, report: ReturnType<typeof sampleReport>) =>
  push(served.collector, agent, pack(report).body);

function fromAnotherMachine(agent: SimulatedAgent, sequence: number) {
  const { host } = sampleReport(agent, 1).statement;
  return sampleReport({ ...agent, name: 'clone' }, sequence, {
    host: { ...host, name: 'clone', machineIdHash: sha256('another machine') },
  });
}

async function shown(agent: SimulatedAgent): Promise<Record<string, unknown>> {
  const answer = await person.call('GET', `/api/v1/hosts/${agent.hostId}`);
  return answer.json['host'] as Record<string, unknown>;
}

async function lastLine(
  action: string,
): Promise<{ actor: string; subject: string; details: string } | undefined> {
  const [line] = await rowsOf<{ actor: string; subject: string; details: string }>(
    served.collector.data,
    'select actor, subject, details from audit_entry where action = ? order by sequence desc limit 1',
    action,
  );
  return line;
}

test('a person revokes a host with a reason: its next report is refused, and the log says who', async () => {
  const agent = agentAt(0);
  expect((await pushed(agent, sampleReport(agent, 1))).status).toBe(201);
  const path = `/api/v1/hosts/${agent.hostId}/revocation`;
  expectProblem(await person.call('POST', path, { body: { reason: '  ' } }), 400, 'request-invalid');
  expectProblem(
    await person.call('POST', path, { body: { reason: 'x' }, csrf: 'wrong' }),
    403,
    'csrf-token-wrong',
  );
  expect((await pushed(agent, sampleReport(agent, 2))).status).toBe(201);
  const reason = { reason: '廃棄（資産番号 0042）' };
  expect((await person.call('POST', path, { body: reason })).status).toBe(204);
  expect((await pushed(agent, sampleReport(agent, 3))).status).toBe(403);
  expect(await shown(agent)).toMatchObject({ status: 'revoked', statusReason: reason.reason });
  expect(await lastLine('host-revoked')).toEqual({
    actor: 'account:sysadmin',
    subject: `host:${agent.hostId}`,
    details: JSON.stringify(reason),
  });
});

test('a host that is revoked already keeps the reason on record, whoever revokes it again', async () => {
  const agent = agentAt(3);
  const line = ['host', 'revoke', agent.hostId, '--data', served.collector.data, '--reason'];
  expect(await runTenken([...line, 'stolen'])).toMatchObject({ code: 0 });
  const before = await lastLine('host-revoked');
  const again = await runTenken([...line, 'tidying up']);
  expect(again).toMatchObject({ code: 2 });
  expect(again.errors).toMatch(/is revoked already.*\[host-unknown\]/);
  const path = `/api/v1/hosts/${agent.hostId}/revocation`;
  expectProblem(await person.call('POST', path, { body: { reason: 'x' } }), 409, 'host-revoked');
  expect(await shown(agent)).toMatchObject({ status: 'revoked', statusReason: 'stolen' });
  expect(await lastLine('host-revoked')).toEqual(before);
});

test.each([
  ['first', 1],
  ['newest', 2],
] as const)('a person releases a quarantined host to the %s machine', async (machine, index) => {
  const agent = agentAt(index);
  const path = `/api/v1/hosts/${agent.hostId}/release`;
  await pushed(agent, sampleReport(agent, 1));
  expectProblem(await person.call('POST', path, { body: { machine } }), 409, 'host-not-quarantined');
  await pushed(agent, fromAnotherMachine(agent, 2));
  expect(await shown(agent)).toMatchObject({ status: 'quarantined', statusReason: 'machine-changed' });
  expect((await person.call('POST', path, { body: { machine } })).status).toBe(204);
  const answer = await pushed(agent, fromAnotherMachine(agent, 3));
  expect(answer.json.status).toBe(machine === 'newest' ? 'stored' : 'quarantined');
  expect(await lastLine('host-released')).toEqual({
    actor: 'account:sysadmin',
    subject: `host:${agent.hostId}`,
    details: JSON.stringify({ machine }),
  });
});
