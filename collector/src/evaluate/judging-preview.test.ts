import { controls, requirements } from '@tenken/controls';
import { expect, test } from 'vitest';
import { ReferenceReader } from '../feeds/reference-reader.ts';
import { acceptedReport, enrolledHost, evidenceOf, temporaryStore } from '../testing.ts';
import { repositories } from '../store/repositories.ts';
import { Evaluator } from './evaluator.ts';
import { previewJudging } from './judging-preview.ts';

const start = Date.UTC(2026, 10, 21);
const hourMs = 3_600_000;
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
const rules = requirements(controls, []);

async function judged() {
  const { store, repos } = await temporaryStore();
  const host = await enrolledHost(repos, start);
  await enrolledHost(repos, start);
  await repos.reports.storeBatch([
    acceptedReport(host, 1, [evidenceOf('time-sync', clock, new Date(start))], start),
  ]);
  const evaluator = new Evaluator({
    findings: repos.findings,
    reports: repos.reports,
    requirements: rules,
    staleAfterMs: hourMs,
    now: () => new Date(start),
    onError: (error) => {
      throw error;
    },
  });
  await evaluator.settle();
  await evaluator.stop();
  const options = {
    repositories: repos,
    reference: await new ReferenceReader(repos.feeds).at(start),
    staleAfterMs: hourMs,
  };
  return { store, repos, host, options };
}

test('the same rules at the same time change nothing; other rules and later times tell what, of how many, and whose', async () => {
  const { repos, host, options } = await judged();
  const same = await previewJudging({ ...options, requirements: rules, now: start });
  expect(same).toEqual({ hosts: 2, changedHosts: 0, changes: [] });

  const later = await previewJudging({ ...options, requirements: rules, now: start + hourMs + 1 });
  expect(later.changedHosts).toBe(1);
  expect(later.changes).toContainEqual({
    control: 'time-synchronized',
    variant: 'default',
    from: 'not-applicable',
    to: 'unknown',
    hosts: 1,
    examples: [{ id: host, name: expect.any(String) as unknown }],
  });

  const fewer = rules.filter(({ control }) => control.id !== 'time-synchronized');
  const without = await previewJudging({ ...options, requirements: fewer, now: start });
  expect(without.changes.map(({ from, to, hosts }) => [from, to, hosts])).toEqual([
    ['not-applicable', null, 1],
    ['unknown', null, 1],
  ]);
  // Nothing was stored.
  const [finding] = await repos.findings.list({ hostId: host, control: 'time-synchronized' });
  expect(finding?.outcome).toBe('not-applicable');
});

test('it ends when nobody wants it any more', async () => {
  const { options } = await judged();
  const gone = new AbortController();
  const onProgress = () => gone.abort(new Error('not wanted'));
  const looking = previewJudging({
    ...options,
    requirements: rules,
    now: start,
    signal: gone.signal,
    onProgress,
  });
  await expect(looking).rejects.toThrow('not wanted');
});

test('the pause is in the database: another collector and a later start know it', async () => {
  const { store, repos } = await judged();
  const change = { actor: 'account:a', now: start };
  const other = repositories(store).judgingPause;
  expect(await other.look()).toBe(false);
  expect(await repos.judgingPause.set(true, change)).toBe(true);
  expect(await repos.judgingPause.set(true, change)).toBe(false);
  expect(await other.look()).toBe(true);
  expect(await repositories(store).judgingPause.look()).toBe(true);
  await repos.audit.append({ at: start, actor: 'nobody', action: 'sign-in-refused', subject: 'account:a' });
  expect(await other.look()).toBe(true);
  expect(await other.set(false, change)).toBe(true);
  expect(await repos.judgingPause.look()).toBe(false);
});
