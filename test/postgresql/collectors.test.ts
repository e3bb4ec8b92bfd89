import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokenPromises } from '../fault/acknowledged-reports.ts';
import { ReportLoad } from '../fault/report-load.ts';
import { anyRate } from '../support/any-rate.ts';
import { runTenken, startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { rowsOf, storedReports } from '../support/database.ts';
import { send } from '../support/https.ts';
import { apiToken } from '../support/people.ts';
import { startPostgres } from '../support/postgres-server.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { enrolAgents } from '../support/simulated-agent.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres({ durable: true });
});
afterAll(() => server.stop());

/** As people start one: the password is in a file. */
async function configured(name: string): Promise<{ args: string[]; passwordFile: string }> {
  const url = new URL(await server.database(name));
  const passwordFile = join(scratchFolder(), 'password');
  writeFileSync(passwordFile, url.password, { mode: 0o600 });
  url.password = '';
  const database = ['--database', url.href, '--database-password-file', passwordFile];
  return { args: ['--port', '0', '--agent-port', '0', ...database], passwordFile };
}

/** A second folder of the same authority, as another machine of the same collectors has it. */
function besides(data: string): string {
  const other = scratchFolder();
  cpSync(join(data, 'authority'), join(other, 'authority'), { recursive: true });
  return other;
}

/** Every key and certificate of a collector, by its name. */
function keysOf(data: string): Map<string, string> {
  const folder = join(data, 'authority');
  const names = readdirSync(folder).filter((name) => name.endsWith('.pem'));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

async function stored(data: string) {
  const hosts = await rowsOf<{ id: string; last: number }>(
    data,
    'select id, last_sequence as last from host',
  );
  return {
    reports: await storedReports(data),
    newest: new Map(hosts.map(({ id, last }) => [id, last])),
  };
}

/** What `tenken integrity` and `tenken audit verify` say of it. */
async function isWhole(data: string): Promise<void> {
  for (const line of [['integrity'], ['audit', 'verify']]) {
    const { code, errors } = await runTenken([...line, '--data', data]);
    expect(code, errors).toBe(0);
  }
}

async function judged(
  collector: CollectorProcess,
  token: string,
  host: string,
): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await page(collector, token, `/findings?host=${host}&limit=500`);
    const findings = answer.json['findings'] as { reason: string }[] | undefined;
    if (findings?.some(({ reason }) => reason !== 'not-reported')) return answer.json;
    await sleep(100);
  }
  throw new Error('nothing was judged');
}

function sinceOf({ findings }: Record<string, unknown>): Map<string, string> {
  return new Map(
    (findings as { control: string; sinceAt: string }[]).map(({ control, sinceAt }) => [control, sinceAt]),
  );
}

function page(collector: CollectorProcess, token: string, path: string) {
  return send(
    `${collector.url}/api/v1${path}`,
    { authority: collector.authority },
    { method: 'GET', headers: { authorization: `Bearer ${token}` } },
  );
}

test('a collector on PostgreSQL, from enrolment to findings, through a stop and kill -9', async () => {
  const data = scratchFolder();
  const { args } = await configured('one');
  const first = await startCollector({ data, args, limits: anyRate });
  const hosts = await enrolAgents(first, 3);
  const token = await apiToken(data, 'auditor');
  const load = new ReportLoad(hosts);
  const until = performance.now() + 1500;
  await load.run(first, () => performance.now() > until);
  const host = hosts[0]?.hostId ?? '';
  const before = await judged(first, token, host);
  expect(await first.stop()).toBe(0);
  const second = await startCollector({ data, args, limits: anyRate });
  // What holds since when was not made anew by the start.
  expect(sinceOf(await judged(second, token, host))).toEqual(sinceOf(before));
  let killed = false;
  const working = load.run(second, () => killed);
  await sleep(700);
  expect(await second.kill()).toBe('SIGKILL');
  killed = true;
  await working;
  const third = await startCollector({ data, args, limits: anyRate });
  await load.sendPending(third);
  const { reports, newest } = await stored(data);
  expect(brokenPromises(load.acknowledged.values(), reports)).toEqual([]);
  expect(reports).toHaveLength(load.acknowledged.size);
  expect(newest).toEqual(new Map(hosts.map((one) => [one.hostId, load.lastSequence(one)])));
  expect(await third.stop()).toBe(0);
  await isWhole(data);
});

test('what only a file can is refused with what to do, and the folder knows its database', async () => {
  const data = scratchFolder();
  const { args } = await configured('refused');
  const collector = await startCollector({ data, args });
  const backup = await runTenken(['backup', join(scratchFolder(), 'backup'), '--data', data]);
  expect(backup).toMatchObject({ code: 2, errors: expect.stringContaining('pg_dump') as unknown });
  await collector.stop();
  // Without --database it does not begin anew in a file.
  const again = await startCollector({ data });
  expect(await again.stop()).toBe(0);
  const recount = await runTenken(['collector', 'recount', '--data', data]);
  expect(recount).toMatchObject({
    code: 0,
    errors: expect.stringContaining('every number was right') as unknown,
  });
});

test('two collectors on one database: kill -9 of one under load loses nothing, and its hosts go on at the other', async () => {
  const data = scratchFolder();
  const { args } = await configured('two');
  const left = await startCollector({ data, args, limits: anyRate });
  const hosts = await enrolAgents(left, 8);
  const other = besides(data);
  const right = await startCollector({ data: other, args, limits: anyRate });
  // Also those that are used later only: the second makes none of its own.
  expect(keysOf(other)).toEqual(keysOf(data));
  for (const use of ['audit', 'alert-secrets', 'pack', 'import']) {
    expect(keysOf(other).has(`${use}-key.pem`), use).toBe(true);
  }
  // Each host sends to both, one after the other: an answer of one is known to the other.
  const load = new ReportLoad(hosts);
  let killed = false;
  const until = performance.now() + 3000;
  const half = [load, new ReportLoad(await enrolAgents(right, 8))] as const;
  const working = [half[0].run(left, () => killed), half[1].run(right, () => performance.now() > until)];
  await sleep(1500);
  expect(await left.kill()).toBe('SIGKILL');
  killed = true;
  await Promise.all(working);
  await half[0].sendPending(right);
  const later = performance.now() + 500;
  await half[0].run(right, () => performance.now() > later);
  const { reports } = await stored(other);
  const promised = [...half[0].acknowledged.values(), ...half[1].acknowledged.values()];
  expect(brokenPromises(promised, reports)).toEqual([]);
  expect(reports).toHaveLength(promised.length);
  expect(await right.stop()).toBe(0);
  await isWhole(other);
});

test('F8: kill -9 of PostgreSQL under load: 503 meanwhile, nothing acknowledged is lost, nothing twice', async () => {
  const data = scratchFolder();
  const { args } = await configured('away');
  const collector = await startCollector({ data, args, limits: anyRate });
  const hosts = await enrolAgents(collector, 8);
  const token = await apiToken(data, 'auditor');
  const load = new ReportLoad(hosts, { mayBeSentAway: true });
  let enough = false;
  const working = load.run(collector, () => enough);
  await sleep(1000);
  await server.kill();
  await sleep(500);
  const [health, hostList] = [
    await send(`${collector.url}/healthz`, { authority: collector.authority }, { method: 'GET' }),
    await page(collector, token, '/hosts'),
  ];
  expect([health.status, hostList.status]).toEqual([503, 503]);
  expect(hostList.json).toMatchObject({ title: 'database-away' });
  expect(Number(hostList.headers['retry-after'])).toBeGreaterThan(0);
  expect(load.sentAway).toBeGreaterThan(0);
  await server.start();
  const { size } = load.acknowledged;
  for (let tries = 0; load.acknowledged.size < size + 8 && tries < 200; tries += 1) await sleep(100);
  enough = true;
  await working;
  await load.sendPending(collector);
  expect(load.acknowledged.size).toBeGreaterThan(size);
  const { reports } = await stored(data);
  expect(brokenPromises(load.acknowledged.values(), reports)).toEqual([]);
  expect(reports).toHaveLength(load.acknowledged.size);
  expect(await collector.stop()).toBe(0);
  await isWhole(data);
});
