import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { acceptedReport, enrolledHost, temporaryStore } from '../testing.ts';
import { watchChanges } from './watch-changes.ts';

const start = Date.parse('2026-11-20T00:00:00Z');
const organisation = { name: '点検市', department: null, kinds: {}, hasAggregator: false, contact: null };
const change = { actor: 'account:clerk', now: start };
const feed = {
  name: 'debian',
  kind: 'advisories',
  format: 'debian',
  source: 'https://security-tracker.debian.org/',
  asOf: '2026-11-19',
  covers: ['debian 12'],
  names: null,
  sha256: 'b'.repeat(64),
  createdAt: start,
  signer: 'a'.repeat(64),
};

test('the evaluator is woken by what other processes write, and not while what holds for all rests', async () => {
  const { repos } = await temporaryStore();
  const host = await enrolledHost(repos, start);
  const judged = () => repos.findings.replace(host, [], 1, start);
  const report = () => repos.reports.storeBatch([acceptedReport(host, 1, [], start)]);
  await report();
  await judged();
  let woken = 0;
  const errors: unknown[] = [];
  const stop = watchChanges(repos, { wake: () => void (woken += 1) }, (error) => errors.push(error), 5);
  const afterAWhile = async () => {
    woken = 0;
    await sleep(60);
    return woken > 0;
  };
  expect(await afterAWhile()).toBe(false);
  const changes = {
    'a system': () => repos.systems.put({ id: 'a', name: 'a', labels: [], organisation }, change),
    'a declaration': () =>
      repos.systems.declare(
        'a',
        { kind: 'approved-software', entries: [{ name: 'vim' }], person: '佐藤', reviewOn: '2027-03-31' },
        change,
      ),
    'reference data': async () => {
      const id = await repos.feeds.begin(feed, null);
      expect(await afterAWhile(), 'before it is in force').toBe(false);
      await repos.feeds.putInForce([{ id, name: 'debian', entries: 0 }], {}, change);
    },
  };
  for (const [name, happens] of Object.entries(changes)) {
    await happens();
    expect(await afterAWhile(), name).toBe(true);
    await judged();
    expect(await afterAWhile(), `${name}, judged`).toBe(false);
  }
  await repos.judgingPause.set(true, change);
  await repos.systems.put({ id: 'b', name: 'b', labels: [], organisation }, change);
  expect(await afterAWhile()).toBe(false);
  await repos.judgingPause.set(false, change);
  expect(await afterAWhile()).toBe(true);
  stop();
  expect(errors).toEqual([]);
});
