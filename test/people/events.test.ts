import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { alter } from '../support/database.ts';
import { account, apiToken, Visitor } from '../support/people.ts';
import { expectProblem } from '../support/refusals.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

/** Of whatever has to come: this machine may have other things to do. */
const soon = { timeout: 30_000 };
const accept = { accept: 'text/event-stream' };

/** Somebody's stream, with what came of it so far. */
async function watch(
  collector: CollectorProcess,
  visitor: Visitor,
): Promise<{ text: () => string; ended: Promise<void>; socket: TLSSocket }> {
  const { port } = new URL(collector.url);
  const socket = connect({ host: '127.0.0.1', port: Number(port), ca: collector.authority });
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => {});
  const ended = new Promise<void>((done) => void socket.once('close', () => done()));
  socket.write(
    [
      'GET /api/v1/events HTTP/1.1',
      `host: localhost:${port}`,
      'accept: text/event-stream',
      `cookie: __Host-tenken=${visitor.cookie}`,
      '\r\n',
    ].join('\r\n'),
  );
  await expect.poll(() => text, soon).toContain('retry: 2000');
  return { text: () => text, ended, socket };
}

async function signedIn(collector: CollectorProcess, data: string, name: string): Promise<Visitor> {
  const visitor = new Visitor(collector);
  await visitor.signIn(await account(data, name, 'administrator'));
  return visitor;
}

test('changes reach who watches, who signs out hears no more, and nobody keeps the collector from ending', async () => {
  const data = scratchFolder();
  const collector = await startCollector({ data });
  const [one, two] = [await signedIn(collector, data, 'one'), await signedIn(collector, data, 'two')];
  const nobody = await new Visitor(collector).call('GET', '/api/v1/events', { headers: accept });
  expect(nobody.status).toBe(401);
  expectProblem(await one.call('GET', '/api/v1/events'), 406, 'events-only');
  const authorization = `Bearer ${await apiToken(data, 'administrator')}`;
  const script = await new Visitor(collector).call('GET', '/api/v1/events', {
    headers: { ...accept, authorization },
  });
  expect(script.status).toBe(403);

  const streams = await Promise.all([watch(collector, one), watch(collector, two)]);
  for (const { text } of streams) {
    expect(text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text()).toMatch(/^content-type: text\/event-stream/m);
    expect(text()).toMatch(/^cache-control: no-store\r$/m);
    expect(text()).toMatch(/^x-accel-buffering: no\r$/m);
  }
  const made = await one.call('PUT', '/api/v1/systems/juki', {
    body: { name: '住民記録', labels: [], organisation: { name: '点検市' } },
  });
  expect(made.status).toBe(200);
  for (const { text } of streams) await expect.poll(text, soon).toContain('event: assessments\ndata: {}\n\n');
  const token = await two.call('POST', '/api/v1/enrolment-tokens', { body: { label: 'x' } });
  expect(token.status).toBe(201);
  await expect.poll(() => streams[0]?.text(), soon).toContain('event: settings\n');

  await one.call('DELETE', '/api/v1/session');
  await expect.poll(() => streams[0]?.text(), soon).toContain('event: signed-out\n');
  expect(streams[1]?.text()).not.toContain('signed-out');
  expect(await collector.stop()).toBe(0);
  await Promise.all(streams.map(({ ended }) => ended));
});

test('a page that only listens keeps no session open, and one account has so many streams and no more', async () => {
  const data = scratchFolder();
  const collector = await startCollector({ data });
  const visitor = await signedIn(collector, data, 'one');
  const streams: Awaited<ReturnType<typeof watch>>[] = [];
  for (let number = 0; number < 7; number += 1) streams.push(await watch(collector, visitor));
  await alter(data, `update session set last_seen_at = ${Date.now() - 29.9 * 60_000}`);
  streams.push(await watch(collector, visitor));
  expectProblem(await visitor.call('GET', '/api/v1/events', { headers: accept }), 503, 'too-many-watchers');
  // Half an hour without a sign of life is over within the next beats.
  await expect.poll(() => streams[0]?.text(), soon).toContain('signed-out');
  await collector.stop();
});
