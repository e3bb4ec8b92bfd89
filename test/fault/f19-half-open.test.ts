import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { keptConnection } from '../support/https.ts';
import { metric } from '../support/metrics.ts';
import { push } from '../support/push.ts';
import { wholeNumberFrom } from '../support/random.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';
import { slowClient } from './slow-client.ts';

const clients = wholeNumberFrom('TENKEN_FAULT_CLIENTS', 150);
const limits = { handshakeMs: 2000, headersMs: 2000, keepAliveMs: 2000 };
const served = collectorWithAgents(1, { ...limits, connectionsPerAddress: 100 });
const descriptors = 'tenken_process_open_fds';

test('F19: who connects and never speaks, or has spoken and never closes, is closed and leaves nothing behind', async () => {
  const { collector, agent } = served;
  const before = await metric(collector, descriptors);
  expect(before).toBeGreaterThan(10);
  const connection = keptConnection(agent);
  expect((await push(collector, agent, pack(sampleReport(agent, 1)).body, { connection })).status).toBe(201);
  const ended = await Promise.all(
    Array.from({ length: clients }, (_, index) =>
      slowClient(index % 2 === 0 ? 'silence before TLS' : 'silence after TLS', {
        port: Number(new URL(collector.agentUrl).port),
        from: `127.0.2.${1 + (index % 50)}`,
        everyMs: 1000,
        credentials: agent,
      }),
    ),
  );
  const longest = Math.max(...ended.map(({ afterMs }) => afterMs));
  expect(longest).toBeLessThan(2 * limits.handshakeMs + limits.headersMs + 3000);
  await sleep(limits.keepAliveMs + 1500);
  expect(Object.values(connection.freeSockets).flatMap((sockets) => sockets ?? [])).toEqual([]);
  connection.destroy();
  expect(await metric(collector, descriptors)).toBeLessThan(before + 5);
  console.log(`F19: ${clients} half-open connections closed after ${Math.round(longest)} ms at most`);
});

test('F19: one address has so many connections and no more, and another is served meanwhile', async () => {
  const { collector, agent } = served;
  const port = Number(new URL(collector.agentUrl).port);
  const idle = Array.from({ length: 130 }, () =>
    slowClient('silence before TLS', { port, from: '127.0.3.1', everyMs: 1000, credentials: agent }),
  );
  await sleep(300);
  expect((await push(collector, agent, pack(sampleReport(agent, 2)).body)).status).toBe(201);
  expect(await metric(collector, 'tenken_shed_total{reason="connections-of-address"}')).toBe(30);
  await Promise.all(idle);
});
