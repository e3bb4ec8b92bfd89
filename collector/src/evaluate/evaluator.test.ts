import { controls, requirements } from '@tenken/controls';
import { expect, test } from 'vitest';
import { acceptedReport, enrolledHost, evidenceOf, temporaryStore } from '../testing.ts';
import type { Repositories } from '../store/repositories.ts';
import { Evaluator } from './evaluator.ts';

const start = Date.UTC(2026, 10, 21);
const hourMs = 3_600_000;
const container = {
  unread: [],
  container: true,
  clients: [],
  follows: null,
  startMode: null,
  synchronized: null,
  stratum: null,
};
const clock = { ...container, offsetMs: null, lastSyncAt: null, sources: [], measured: null };

async function machine(isPaused = () => false) {
  const { store, repos } = await temporaryStore();
  const time = { now: start };
  const errors: unknown[] = [];
  const evaluator = new Evaluator({
    findings: repos.findings,
    reports: repos.reports,
    requirements: requirements(controls, []),
    staleAfterMs: hourMs,
    now: () => new Date(time.now),
    isPaused,
    onError: (error) => errors.push(error),
  });
  const host = await enrolledHost(repos, start);
  return { store, repos, time, errors, evaluator, host };
}

const finding = async (repos: Repositories, host: string) =>
  (await repos.findings.list({ hostId: host, control: 'time-synchronized' }))[0];

test('a host that never reported is unknown for every control, and says so', async () => {
  const { repos, evaluator, host, errors } = await machine();
  await evaluator.settle();
  const findings = await repos.findings.list({ hostId: host });
  expect(findings.map(({ control }) => control)).toEqual(controls.map(({ id }) => id));
  expect(new Set(findings.map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
    new Set(['unknown not-reported']),
  );
  expect(errors).toEqual([]);
  await evaluator.stop();
});

test('a verdict runs out by itself: silence becomes stale, never stays green', async () => {
  const { repos, time, evaluator, host, errors } = await machine();
  await repos.reports.storeBatch([
    acceptedReport(host, 1, [evidenceOf('time-sync', clock, new Date(start))], start),
  ]);
  await evaluator.settle();
  const before = await finding(repos, host);
  expect(before?.outcome).toBe('not-applicable');
  expect(before?.validUntil).toBe(new Date(start + hourMs + 1).toISOString());

  time.now = start + hourMs;
  await evaluator.settle();
  expect((await finding(repos, host))?.outcome).toBe('not-applicable');

  time.now = start + hourMs + 1;
  await evaluator.settle();
  expect(await finding(repos, host)).toMatchObject({
    outcome: 'unknown',
    reason: 'stale',
    sinceAt: new Date(time.now).toISOString(),
  });
  expect(errors).toEqual([]);
  await evaluator.stop();
});

test('history keeps when a finding changed; an unchanged one keeps its since', async () => {
  const { repos, time, evaluator, host } = await machine();
  const report = (sequence: number) =>
    repos.reports.storeBatch([
      acceptedReport(host, sequence, [evidenceOf('time-sync', clock, new Date(time.now))], time.now),
    ]);
  await evaluator.settle();
  time.now = start + 1000;
  await report(1);
  await evaluator.settle();
  time.now = start + 2000;
  await report(2);
  await evaluator.settle();
  expect((await finding(repos, host))?.sinceAt).toBe(new Date(start + 1000).toISOString());
  const history = await repos.findings.history(host, 'time-synchronized', 'default');
  // That it had not reported before its first report is no history.
  expect(history.map(({ outcome, toAt }) => [outcome, toAt])).toEqual([['not-applicable', null]]);
  time.now = start + 1000 + 2 * hourMs;
  await evaluator.settle();
  const later = await repos.findings.history(host, 'time-synchronized', 'default');
  expect(later.map(({ outcome, reason, toAt }) => [outcome, reason, toAt])).toEqual([
    ['unknown', 'stale', null],
    ['not-applicable', history[0]?.reason, new Date(time.now).toISOString()],
  ]);
  await evaluator.stop();
});

test('what a killed collector had not judged yet is judged by the next one', async () => {
  const { repos, evaluator, host } = await machine();
  await repos.reports.storeBatch([
    acceptedReport(host, 1, [evidenceOf('time-sync', clock, new Date(start))], start),
  ]);
  const due = await repos.findings.hostsToEvaluate(start, 10);
  expect(due.map(({ id }) => id)).toEqual([host]);
  await evaluator.settle();
  expect(await repos.findings.hostsToEvaluate(start, 10)).toEqual([]);
  await evaluator.stop();
});

test('while it rests, what hosts say and what runs out is judged, and nothing else; then all', async () => {
  const pause = { isOn: true };
  const { repos, time, evaluator, host } = await machine(() => pause.isOn);
  const silent = await enrolledHost(repos, start);
  await evaluator.settle();
  expect(await repos.findings.marked()).toEqual({ all: 0, anew: 0 });
  await repos.findings.judgeWhole();
  await repos.reports.storeBatch([
    acceptedReport(host, 1, [evidenceOf('time-sync', clock, new Date(start))], start),
  ]);
  expect(await repos.findings.marked()).toEqual({ all: 2, anew: 1 });
  await evaluator.settle();
  expect((await finding(repos, host))?.outcome).toBe('not-applicable');
  expect(await repos.findings.marked()).toEqual({ all: 1, anew: 1 });
  // A pass may not stay one because somebody has let the judging rest.
  await repos.findings.judgeWhole();
  time.now = start + hourMs + 1;
  await evaluator.settle();
  expect(await finding(repos, host)).toMatchObject({ outcome: 'unknown', reason: 'stale' });
  expect((await finding(repos, silent))?.evaluatedAt).toBe(new Date(start).toISOString());
  pause.isOn = false;
  await evaluator.settle();
  expect(await repos.findings.marked()).toEqual({ all: 0, anew: 0 });
  expect((await finding(repos, silent))?.evaluatedAt).toBe(new Date(time.now).toISOString());
  await evaluator.stop();
});

test('where reports come faster than they are judged, what has run out is judged beside them', async () => {
  const { repos, time, evaluator, host: silent } = await machine();
  await repos.reports.storeBatch([
    acceptedReport(silent, 1, [evidenceOf('time-sync', clock, new Date(start))], start),
  ]);
  await evaluator.settle();
  time.now = start + 2 * hourMs;
  const talking = await Promise.all([1, 2, 3].map(() => enrolledHost(repos, start)));
  const due = (await repos.findings.hostsToEvaluate(time.now, 2)).map(({ id }) => id);
  expect(due.filter((id) => talking.includes(id))).toHaveLength(2);
  expect(due.filter((id) => id === silent)).toHaveLength(1);
  await evaluator.stop();
});

test('a judgement of an older report does not count as one of the newest: it is judged again', async () => {
  const { repos, time, evaluator, host } = await machine();
  const report = (sequence: number) =>
    acceptedReport(host, sequence, [evidenceOf('time-sync', clock, new Date(start))], start);
  await repos.reports.storeBatch([report(1)]);
  const due = () => repos.findings.hostsToEvaluate(time.now, 10);
  expect(await due()).toMatchObject([{ id: host, lastSequence: 1 }]);
  await repos.reports.storeBatch([report(2)]);
  await repos.findings.replace(host, [], 1, time.now);
  expect(await due()).toMatchObject([{ id: host, lastSequence: 2 }]);
  // Of two collectors one may be late: what the other has judged of the newer report is gone then.
  await repos.findings.replace(host, [], 2, time.now);
  expect(await due()).toEqual([]);
  await repos.findings.replace(host, [], 1, time.now);
  expect(await due()).toMatchObject([{ id: host, lastSequence: 2 }]);
  await evaluator.stop();
});
