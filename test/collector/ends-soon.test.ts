import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { storedReports } from '../support/database.ts';
import { account, Visitor } from '../support/people.ts';
import { push } from '../support/push.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import type { SimulatedAgent } from '../support/simulated-agent.ts';

/** Docker kills what has not ended 10 s after it was asked to; systemd waits for 90 s. */
const soonMs = 9000;

/** A connection to the port for people on which this was sent, and nothing that comes is read. */
async function opened(collector: CollectorProcess, sent: string | null, tls = true): Promise<Socket> {
  const place = { host: '127.0.0.1', port: Number(new URL(collector.url).port) };
  const socket = tls ? connectTls({ ...place, ca: collector.authority }) : connectTcp(place);
  socket.on('error', () => undefined);
  await once(socket, tls ? 'secureConnect' : 'connect');
  if (sent !== null) socket.write(sent.replaceAll('\n', '\r\n'));
  return socket;
}

const stream = (cookie: string) =>
  `GET /api/v1/events HTTP/1.1\nhost: localhost\naccept: text/event-stream\ncookie: __Host-tenken=${cookie}\n\n`;
const halfABody =
  'POST /api/v1/session HTTP/1.1\nhost: localhost\ncontent-type: application/json\ncontent-length: 1000\n\n{';

/** Reports until the collector refuses them. @returns those that it said are stored */
async function reportUntilGone(collector: CollectorProcess, agent: SimulatedAgent): Promise<string[]> {
  const stored: string[] = [];
  for (let sequence = 1; ; sequence += 1) {
    const submission = sampleReport(agent, sequence);
    const answer = await push(collector, agent, pack(submission).body).catch(() => null);
    if (answer?.status !== 201) return stored;
    stored.push(submission.statement.reportId);
  }
}

test('a collector that is asked to end does so soon, whoever holds connections, and loses no report that it took', async () => {
  const data = scratchFolder();
  const collector = await startCollector({ data, limits: { reportsAtOnce: 100_000 } });
  const agents = await enrolAgents(collector, 4);
  const visitor = new Visitor(collector);
  await visitor.signIn(await account(data, 'one', 'administrator'));
  const body = { labels: [], organisation: { name: '点検市', kinds: { nwsystem: 'inquirer' } } };
  await visitor.call('PUT', '/api/v1/systems/juki', { body });
  const { json } = await visitor.call('POST', '/api/v1/assessments', {
    body: { system: 'juki', checklist: 'nwsystem', rule: 'occasional' },
  });

  const open = await Promise.all([
    ...[1, 2, 3].map(() => opened(collector, stream(visitor.cookie ?? ''))),
    // As browsers open one that they may need soon.
    opened(collector, null),
    opened(collector, null, false),
    opened(collector, 'GET / HTTP/1.1\nhost:'),
    opened(collector, halfABody),
  ]);
  // One of the streams is read, as a page does.
  let heard = '';
  open[0]?.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk));
  await expect.poll(() => heard, { timeout: 20_000 }).toContain('retry: 2000');
  const ended = Promise.all(open.map((socket) => once(socket.resume(), 'close')));
  const reporting = agents.map((agent) => reportUntilGone(collector, agent));
  await sleep(300);
  const job = await visitor.call('POST', `/api/v1/assessments/${String(json['id'])}/pack-jobs`, {
    body: { state: 'draft' },
  });
  expect(job.status, JSON.stringify(job.json)).toBe(202);

  const askedAt = performance.now();
  expect(await collector.stop(), collector.output()).toBe(0);
  expect(performance.now() - askedAt).toBeLessThan(soonMs);
  await ended;
  const taken = (await Promise.all(reporting)).flat();
  expect(taken.length).toBeGreaterThan(4);
  const kept = new Set((await storedReports(data)).map(({ report_id: id }) => id));
  expect(taken.filter((id) => !kept.has(id))).toEqual([]);
  expect(collector.output()).not.toContain('"level"');
});
