import { controls, evidenceKinds, requirements } from '@tenken/controls';
import { collect } from '@tenken/controls/evidence';
import { loadRecording } from '@tenken/controls/testing';
import { canonicalJson, ReplayHost, sha256 } from '@tenken/shared';
import type { Evidence } from '@tenken/shared';
import { expect, onTestFinished, test } from 'vitest';
import { declaredByHost } from '@tenken/collector/src/evaluate/declared-by-host.ts';
import { Evaluator } from '@tenken/collector/src/evaluate/evaluator.ts';
import type { Repositories } from '@tenken/collector/src/store/repositories.ts';
import { wrongTallies } from '@tenken/collector/src/store/tallies/tally-check.ts';
import { acceptedReport, enrolledHost, evidenceOf } from '@tenken/collector/src/testing.ts';
import { twoStores } from './support/two-stores.ts';

const start = Date.UTC(2026, 10, 21);
const hourMs = 3_600_000;
const hostCount = 240;
const judged = ['time-synchronized', 'accounts-known'];
/** Of a container, whose clock is its host's. */
const clock = {
  unread: [],
  container: true,
  clients: [],
  follows: null,
  startMode: null,
  synchronized: null,
  stratum: null,
  offsetMs: null,
  lastSyncAt: null,
  sources: [],
  measured: null,
};

async function accountsOfAlice(): Promise<Evidence> {
  const localAccounts = evidenceKinds.find(({ id }) => id === 'local-accounts');
  if (!localAccounts) throw new Error('there is no such kind');
  const read = await collect(
    localAccounts,
    new ReplayHost(loadRecording(localAccounts.id, 'linux-debian13-lastlog2')),
  );
  return { ...read, sha256: sha256(canonicalJson(read.body)), collectedAt: new Date(start).toISOString() };
}

/** Judges few controls, so that what is due of all hosts fits into one look. */
function collector({ findings, reports, systems }: Repositories, time: { now: number }) {
  const errors: unknown[] = [];
  const own = { judged: 0, errors };
  const evaluator = new Evaluator({
    findings,
    reports,
    requirements: requirements(controls, []).filter(({ control }) => judged.includes(control.id)),
    declared: () => declaredByHost(systems, time.now),
    staleAfterMs: hourMs,
    now: () => new Date(time.now),
    onError: (error) => errors.push(error),
    onJudged: () => (own.judged += 1),
  });
  onTestFinished(() => evaluator.stop());
  return { evaluator, own };
}

test('two collectors share what is to be judged: each a fair part, hardly a host twice', async () => {
  const { stores, repos } = await twoStores();
  const time = { now: start };
  const hosts = await Promise.all(
    Array.from({ length: hostCount }, (_, index) => enrolledHost(repos[index % 2] ?? repos[0], start)),
  );
  const both = repos.map((one) => collector(one, time));
  const shared = async (why: string) => {
    for (const { own } of both) own.judged = 0;
    await Promise.all(both.map(({ evaluator }) => evaluator.settle()));
    const parts = both.map(({ own }) => own.judged);
    const all = parts.reduce((sum, part) => sum + part, 0);
    expect(all, why).toBeGreaterThanOrEqual(hostCount);
    expect(all, why).toBeLessThanOrEqual(1.15 * hostCount);
    expect(Math.min(...parts), why).toBeGreaterThan(0.3 * hostCount);
    expect(await repos[0].findings.marked()).toEqual({ all: 0, anew: 0 });
    expect(both.flatMap(({ own }) => own.errors)).toEqual([]);
  };
  await repos[0].reports.storeBatch(
    hosts.map((host) => acceptedReport(host, 1, [evidenceOf('time-sync', clock, new Date(start))], start)),
  );
  await shared('reports');
  await repos[1].findings.judgeWhole();
  await shared('all anew');
  time.now = start + 2 * hourMs;
  await shared('verdicts that ran out');
  const reasons = await stores[0].read
    .selectFrom('finding')
    .select('reason')
    .where('control', '=', 'time-synchronized')
    .distinct()
    .execute();
  expect(reasons).toEqual([{ reason: 'stale' }]);
});

test('after a declaration two collectors judge in part what rests on it, and each host is stored once', async () => {
  const { stores, repos } = await twoStores();
  const time = { now: start };
  const hosts = await Promise.all(Array.from({ length: hostCount }, () => enrolledHost(repos[0], start)));
  const evidence = [evidenceOf('time-sync', clock, new Date(start)), await accountsOfAlice()];
  await repos[0].reports.storeBatch(hosts.map((host) => acceptedReport(host, 1, evidence, start)));
  const change = { actor: 'account:clerk', now: start };
  const organisation = { name: '点検市', department: null, kinds: {}, hasAggregator: false, contact: null };
  await repos[0].systems.put({ id: 'all', name: '全機器', labels: [], organisation }, change);
  const both = repos.map((one) => collector(one, time));
  const judge = async () => {
    for (const { own } of both) own.judged = 0;
    await Promise.all(both.map(({ evaluator }) => evaluator.settle()));
    expect(both.flatMap(({ own }) => own.errors)).toEqual([]);
    expect(await repos[0].findings.marked()).toEqual({ all: 0, anew: 0 });
    return both.map(({ own }) => own.judged);
  };
  await judge();
  for (const [account, outcome] of [
    ['bob', 'fail'],
    ['alice', 'pass'],
    ['bob', 'fail'],
  ] as const) {
    time.now += 1000;
    const declared = { kind: 'approved-accounts' as const, entries: [{ account }], person: '佐藤' };
    await repos[0].systems.declare(
      'all',
      { ...declared, reviewOn: '2027-03-31' },
      { ...change, now: time.now },
    );
    const parts = await judge();
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(hostCount);
    expect(Math.min(...parts)).toBeGreaterThan(0);
    const found = stores[0].read
      .selectFrom('finding')
      .select(['control', 'outcome', 'evaluated_at'])
      .distinct();
    expect(await found.orderBy('control').execute()).toEqual([
      { control: 'accounts-known', outcome, evaluated_at: time.now },
      { control: 'time-synchronized', outcome: 'not-applicable', evaluated_at: start },
    ]);
  }
  expect(await wrongTallies(stores[0])).toEqual([]);
});

test('one that ends in the middle leaves its hosts to the other, which judges them at once', async () => {
  const { repos } = await twoStores();
  const time = { now: start };
  await Promise.all(Array.from({ length: 60 }, () => enrolledHost(repos[0], start)));
  const [ending, other] = repos.map((one) => collector(one, time));
  if (!ending || !other) throw new Error('no collectors');
  // What it has drawn is known to nobody else.
  expect(await repos[0].findings.hostsToEvaluate(start, 50)).toHaveLength(50);
  await other.evaluator.settle();
  expect(other.own.judged).toBe(60);
  await ending.evaluator.settle();
  expect(ending.own.judged).toBe(0);
});

test('who has drawn a host that another has judged since does not judge it again', async () => {
  const { repos } = await twoStores();
  const [left, right] = repos;
  const host = await enrolledHost(left, start);
  const evidence = [evidenceOf('time-sync', clock, new Date(start))];
  expect(await right.reports.evidenceIfDue({ id: host, edition: 1 }, start)).toEqual({
    lastSequence: 0,
    evidence: new Map(),
  });
  await left.reports.storeBatch([acceptedReport(host, 1, evidence, start)]);
  const due = await right.reports.evidenceIfDue({ id: host, edition: 1 }, start);
  expect(due).toMatchObject({ lastSequence: 1 });
  expect(due?.evidence).toEqual(await right.reports.newestEvidence(host));
  const { evaluator } = collector(left, { now: start });
  await evaluator.settle();
  expect(await right.reports.evidenceIfDue({ id: host, edition: 1 }, start)).toBeNull();
  // Once evidence is too old the verdict that rests on it has run out.
  expect(await right.reports.evidenceIfDue({ id: host, edition: 1 }, start + hourMs + 1)).toMatchObject({
    lastSequence: 1,
  });
});
