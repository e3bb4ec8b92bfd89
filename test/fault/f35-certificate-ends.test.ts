import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { runTenken } from '../support/collector-process.ts';
import { alter, findingsSettled } from '../support/database.ts';
import { keptConnection, send } from '../support/https.ts';
import type { Answer } from '../support/https.ts';
import { push } from '../support/push.ts';
import { expectProblem, unchanged } from '../support/refusals.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';
import { viewer } from '../support/people.ts';

const served = collectorWithAgents(5);

const endings = [
  { name: 'revoked', agent: 0, sql: 'update certificate set revoked_at = ? where host_id = ?' },
  { name: 'expired', agent: 1, sql: 'update certificate set not_after_at = ? where host_id = ?' },
] as const;

test.each(endings)('F35: once $name, the next request of an open connection is refused', async (ending) => {
  const { collector, agents } = served;
  const agent = agents[ending.agent];
  if (!agent) throw new Error('no such agent');
  const connection = keptConnection(agent);
  const sending = (sequence: number): Promise<Answer> =>
    push(collector, agent, pack(sampleReport(agent, sequence)).body, { connection });
  try {
    expect((await sending(1)).status).toBe(201);
    const [socket] = Object.values(connection.freeSockets).flatMap((sockets) => sockets ?? []);
    await findingsSettled(collector.data);
    expect(await alter(collector.data, ending.sql, Date.now() - 1, agent.hostId)).toBe(1);
    const answer = await unchanged(collector, () => sending(2));
    expectProblem(answer, 403, `certificate-${ending.name}`);
    expect(Object.values(connection.freeSockets).flatMap((sockets) => sockets ?? [])).toEqual([socket]);
  } finally {
    connection.destroy();
  }
});

test('F35: `tenken host revoke` ends an open connection within a second, and names a host that is none', async () => {
  const { collector, agents } = served;
  const agent = agents[3];
  if (!agent) throw new Error('no such agent');
  const connection = keptConnection(agent);
  const sending = (sequence: number): Promise<Answer> =>
    push(collector, agent, pack(sampleReport(agent, sequence)).body, { connection });
  try {
    expect((await sending(1)).status).toBe(201);
    const line = ['host', 'revoke', agent.hostId, '--data', collector.data, '--reason', 'stolen'];
    const revoked = await runTenken(line);
    expect(revoked.code, revoked.errors).toBe(0);
    const endedAt = performance.now();
    expectProblem(await sending(2), 403, 'certificate-revoked');
    expect(performance.now() - endedAt).toBeLessThan(1000);
    const hosts = await send(`${collector.url}/api/v1/hosts`, agent, {
      method: 'GET',
      headers: await viewer(collector.data),
    });
    expect(hosts.json.hosts as unknown[]).toContainEqual(
      expect.objectContaining({ id: agent.hostId, status: 'revoked', statusReason: 'stolen' }),
    );
  } finally {
    connection.destroy();
  }
  const nobody = await runTenken(['host', 'revoke', 'nobody', '--data', collector.data]);
  expect(nobody.code).toBe(2);
  expect(nobody.errors).toContain('[host-unknown]');
});

test.each([
  { name: 'revoked', agent: 2, column: 'revoked_at' },
  { name: 'expired', agent: 4, column: 'not_after_at' },
] as const)('F35: once $name, a resumed session is refused', async (ending) => {
  const { collector, agents } = served;
  const agent = agents[ending.agent];
  if (!agent) throw new Error('no such agent');
  const packed = pack(sampleReport(agent, 1));
  const first = await overSocket(agent.hostId, null);
  expect(first.answer).toMatch(/^HTTP\/1\.1 404 /);
  if (!first.session) throw new Error('the collector gave no session to resume');
  await findingsSettled(collector.data);
  await alter(
    collector.data,
    `update certificate set ${ending.column} = ? where host_id = ?`,
    Date.now() - 1,
    agent.hostId,
  );
  const second = await overSocket(agent.hostId, first.session);
  expect(second.resumed).toBe(true);
  expect(second.answer).toMatch(/^HTTP\/1\.1 403 /);
  expectProblem(await push(collector, agent, packed.body), 403, `certificate-${ending.name}`);
  expect((await send(`${collector.url}/healthz`, agent, { method: 'GET' })).status).toBe(200);
});

/** One request on a socket of its own, which offers the session of an earlier one. */
function overSocket(
  hostId: string,
  session: Buffer | null,
): Promise<{ answer: string; session: Buffer | null; resumed: boolean }> {
  const agent = served.agents.find((candidate) => candidate.hostId === hostId);
  return new Promise((resolve, reject) => {
    let answer = '';
    let given: Buffer | null = null;
    let resumed = false;
    const socket: TLSSocket = connect({
      host: '127.0.0.1',
      servername: 'localhost',
      port: Number(new URL(served.collector.agentUrl).port),
      ca: agent?.authority,
      cert: agent?.certificate,
      key: agent?.privateKey,
      ...(session === null ? {} : { session }),
    });
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer in time')));
    socket.on('session', (ticket: Buffer) => {
      given = ticket;
    });
    socket.on('secureConnect', () => {
      resumed = socket.isSessionReused();
      socket.write('GET /nothing HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    });
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve({ answer, session: given, resumed }));
  });
}
