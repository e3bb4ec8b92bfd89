import { expect, test } from 'vitest';
import { storedReports } from '../support/database.ts';
import { metric } from '../support/metrics.ts';
import { push } from '../support/push.ts';
import { expectProblem } from '../support/refusals.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';
import { connect } from 'node:tls';
import type { SimulatedAgent } from '../support/simulated-agent.ts';

const inFlight = 3;
const served = collectorWithAgents(8, { requestsInFlight: inFlight });

test('F17: with as many requests under way as may be, the next is answered 503 before its body is sent', async () => {
  const { collector, agents } = served;
  const held = await Promise.all(
    agents.slice(0, inFlight).map((agent) => holdRequest(collector.agentUrl, agent)),
  );
  const last = agents[6];
  if (!last) throw new Error('no agent');
  const packed = pack(sampleReport(last, 1));
  const away = [];
  for (let attempt = 0; attempt < 5; attempt += 1) away.push(await push(collector, last, packed.body));
  for (const answer of away) {
    expectProblem(answer, 503, 'overloaded');
    expect(answer.headers.connection).toBe('close');
    const seconds = Number(answer.headers['retry-after']);
    expect(seconds).toBeGreaterThanOrEqual(30);
    expect(seconds).toBeLessThan(300);
  }
  expect(new Set(away.map(({ headers }) => headers['retry-after'])).size).toBeGreaterThan(1);
  // Headers alone are enough for the answer.
  const early = await holdRequest(collector.agentUrl, agents[7] ?? last, true);
  expect(early.heard()).toMatch(/^HTTP\/1\.1 503 /);
  expect(await storedReports(collector.data)).toEqual([]);
  expect(await metric(collector, 'tenken_shed_total{reason="requests"}')).toBe(6);
  for (const { release } of held) release();
  await expect
    .poll(async () => (await push(collector, last, packed.body)).status, { timeout: 10_000 })
    .toBe(201);
});

/** Sends the headers of a report and then waits. */
function holdRequest(
  agentUrl: string,
  agent: SimulatedAgent,
  untilAnswered = false,
): Promise<{ release: () => void; heard: () => string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ release: () => void; heard: () => string }>();
  let heard = '';
  const socket = connect({
    host: '127.0.0.1',
    servername: 'localhost',
    port: Number(new URL(agentUrl).port),
    ca: agent.authority,
    cert: agent.certificate,
    key: agent.privateKey,
  });
  const held = { release: () => socket.destroy(), heard: () => heard };
  socket.on('error', reject);
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1');
    resolve(held);
  });
  socket.on('secureConnect', () => {
    const head = ['POST /api/v1/reports HTTP/1.1', 'host: localhost', 'content-type: application/json'];
    socket.write(`${[...head, 'content-length: 3000'].join('\r\n')}\r\n\r\n`);
    // Long enough to have been looked at.
    if (!untilAnswered) setTimeout(() => resolve(held), 500);
  });
  return promise;
}
