import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Refusal } from '@tenken/collector/src/ingest/refusal.ts';
import { createLogger } from '@tenken/collector/src/logger.ts';
import { databasePlaceOf } from '@tenken/collector/src/store/database-place.ts';
import { openPostgresStore } from '@tenken/collector/src/store/postgres/open.ts';
import { repositories } from '@tenken/collector/src/store/repositories.ts';
import { NotWritable } from '@tenken/collector/src/store/write-gate.ts';
import {
  acceptedReport,
  enrolledHost,
  evidenceOf,
  temporaryDatabase,
} from '@tenken/collector/src/testing.ts';
import { ownCollector } from '../support/own-collector.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const looking = 'What judgements rest on could not be looked at';

/** Behind a port that can be taken away. */
async function behindProxy() {
  const url = new URL(await temporaryDatabase());
  const proxy = await startTcpProxy(Number(url.port));
  const near = new URL(url);
  near.port = String(proxy.port);
  const store = await openPostgresStore({ url: near.href });
  onTestFinished(async () => {
    await store.close();
    proxy.close();
  });
  return { store, repos: repositories(store), url: url.href, proxy };
}

test('whoever waits for a database that has fallen silent is told so, and it goes on by itself', async () => {
  const { store, repos, proxy } = await behindProxy();
  const host = await enrolledHost(repos);
  const report = (sequence: number) =>
    acceptedReport(host, sequence, [evidenceOf('a', { sequence }, new Date())]);
  await repos.reports.storeBatch([report(1)]);
  const second = report(2);
  proxy.hold();
  const startedMs = performance.now();
  const waiting = await Promise.allSettled([repos.reports.storeBatch([second]), repos.hosts.count()]);
  for (const outcome of waiting) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { reason: 'database-away' } });
    expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(NotWritable);
  }
  expect(performance.now() - startedMs).toBeLessThan(20_000);
  expect(store.gate.state?.reason).toBe('database-away');
  // Now nobody waits.
  const againMs = performance.now();
  await expect(repos.hosts.count()).rejects.toThrow(NotWritable);
  expect(performance.now() - againMs).toBeLessThan(100);
  proxy.goOn();
  await expect
    .poll(
      () =>
        store.tryToWrite().then(
          () => true,
          () => false,
        ),
      { timeout: 30_000 },
    )
    .toBe(true);
  expect(store.gate.state).toBeNull();
  expect(await repos.reports.storeBatch([second])).toMatchObject([
    { status: expect.stringMatching(/stored|duplicate/) as unknown },
  ]);
  expect(await store.read.selectFrom('report').select('sequence').orderBy('sequence').execute()).toEqual([
    { sequence: 1 },
    { sequence: 2 },
  ]);
});

test('who finds every connection in use waits for one: that is no database that is away', async () => {
  const { store, repos } = await behindProxy();
  const released = Promise.withResolvers<void>();
  const holders = Array.from({ length: 6 }, () =>
    store.writeByHost.transaction().execute(async () => released.promise),
  );
  const waiting = enrolledHost(repos);
  // Longer than a connection may take to be made.
  await setTimeout(6500);
  expect(store.gate.state).toBeNull();
  released.resolve();
  await Promise.all(holders);
  expect(await waiting).toMatch(/^[0-9a-f-]{36}$/);
});

test('a question that takes too long is ended on the server and told to who asked: everybody else goes on', async () => {
  const store = await openPostgresStore({ url: await temporaryDatabase(), answerMs: 500 });
  onTestFinished(() => store.close());
  const startedMs = performance.now();
  for (const db of [store.read, store.writeByHost]) {
    const slow =
      sql`with recursive counted as (select 1 as n union all select n + 1 from counted where n < 1000000000)
      select max(n) from counted`.execute(db);
    await expect(slow).rejects.toMatchObject({ status: 503, code: 'question-too-slow' });
    await expect(slow).rejects.toBeInstanceOf(Refusal);
    expect(store.gate.state).toBeNull();
    expect(await enrolledHost(repositories(store))).toMatch(/^[0-9a-f-]{36}$/);
  }
  expect(performance.now() - startedMs).toBeLessThan(10_000);
  const { rows } = await sql<{ running: number }>`select count(*) as running from pg_stat_activity
    where state = 'active' and query like 'with recursive counted%' and datname = current_database()`.execute(
    store.read,
  );
  expect(rows).toEqual([{ running: 0 }]);
});

test('a database that is away is told of in the log once for each kind of work, without a stack', async () => {
  const url = new URL(await temporaryDatabase());
  const proxy = await startTcpProxy(Number(url.port));
  onTestFinished(() => proxy.close());
  url.port = String(proxy.port);
  const logger = createLogger('fatal');
  const logged = vi.spyOn(logger, 'error');
  const lines = () => logged.mock.calls as unknown[] as [about: object, message: string][];
  const database = { url: url.href, passwordFile: null };
  const { directory } = await ownCollector({ database, logger });
  expect(databasePlaceOf(directory)).toEqual(database);
  proxy.close();
  await expect.poll(() => lines().map(([, message]) => message), { timeout: 10_000 }).toContain(looking);
  // Three looks more.
  await setTimeout(6500);
  expect(lines().filter(([, message]) => message === looking)).toEqual([
    [{ reason: 'database-away' }, looking],
  ]);
  expect(lines().filter(([about]) => 'err' in about)).toEqual([]);
});
