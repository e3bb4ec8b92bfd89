import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { storedReports } from '../support/database.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { push } from '../support/push.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import type { Packed } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';
import type { SimulatedAgent } from '../support/simulated-agent.ts';

const rounds = 20;
const served = collectorWithAgents(1);

test('F15: an answer that is lost after the commit: the report comes again and counts once', async () => {
  const { collector, agent } = served;
  let storedWithoutAnswer = 0;
  for (let sequence = 1; sequence <= rounds; sequence += 1) {
    const packed = pack(sampleReport(agent, sequence));
    const cut = await sendUnread(collector, agent, packed);
    await expect.poll(() => receivedAt(collector, packed), { timeout: 10_000 }).toBeTypeOf('number');
    cut();
    storedWithoutAnswer += 1;
    const stored = await receivedAt(collector, packed);
    const again = await push(collector, agent, packed.body);
    expect(again).toMatchObject({ status: 200, json: { status: 'duplicate', reportId: packed.reportId } });
    expect(Date.parse(String(again.json.receivedAt))).toBe(stored);
  }
  expect(await storedReports(collector.data)).toHaveLength(rounds);
  console.log(`F15: ${storedWithoutAnswer} answers lost after the commit, each report stored once`);
});

/** Sends a whole report and reads no answer. @returns ends the connection */
function sendUnread(
  collector: CollectorProcess,
  agent: SimulatedAgent,
  { body }: Packed,
): Promise<() => void> {
  const { promise, resolve, reject } = Promise.withResolvers<() => void>();
  const socket = connect({
    host: '127.0.0.1',
    servername: 'localhost',
    port: Number(new URL(collector.agentUrl).port),
    ca: agent.authority,
    cert: agent.certificate,
    key: agent.privateKey,
  });
  // Nothing is read: what the collector answers stays in the kernel and goes with the connection.
  socket.pause();
  socket.on('error', reject);
  socket.on('secureConnect', () => {
    const head = [
      'POST /api/v1/reports HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      'content-encoding: gzip',
      `content-length: ${body.length}`,
    ];
    socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]), () => {
      resolve(() => socket.destroy());
    });
  });
  return promise;
}

async function receivedAt(collector: CollectorProcess, { reportId }: Packed): Promise<number | undefined> {
  return (await storedReports(collector.data)).find((row) => row.report_id === reportId)?.received_at;
}
