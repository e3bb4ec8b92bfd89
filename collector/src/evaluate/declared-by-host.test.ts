import { defineControl, defineEvidence } from '@tenken/controls';
import { sha256, text } from '@tenken/shared';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { enrolledHost, evidenceOf, temporaryStore } from '../testing.ts';
import { declaredByHost, judgedBySystems } from './declared-by-host.ts';

const now = Date.UTC(2026, 10, 21);
const word = text('語', 'word');
const named = defineEvidence({
  id: 'named',
  version: 1,
  title: word,
  schema: z.object({ name: z.string() }),
  probes: {},
});
const control = defineControl({
  id: 'name-approved',
  title: word,
  description: word,
  needs: { named },
  params: z.object({ approved: z._default(z.nullable(z.array(z.string())), null) }),
  parameters: {
    approved: { meaning: word, source: word, declared: { kind: 'approved-software', field: 'name' } },
  },
  reasons: { listed: word, unlisted: word, 'nothing-declared': word },
  remediation: {},
  evaluate: ({ named: { name } }, { approved }) => ({
    observed: word,
    expected: word,
    ...(approved === null
      ? { outcome: 'unknown', reason: 'nothing-declared' }
      : approved.includes(name)
        ? { outcome: 'pass', reason: 'listed' }
        : { outcome: 'fail', reason: 'unlisted' }),
  }),
});
const evidence = new Map([['named', evidenceOf('named', { name: 'debian' }, new Date(now))]]);
const circumstances = { platform: 'linux' as const, now: new Date(now) };
const declared = (...names: string[]) => [
  {
    kind: 'approved-software',
    entries: names.map((name) => ({ name })),
    reviewOn: '2027-03-31',
    overdue: false,
  },
];

test('what nobody declared is unknown; what is declared decides, and the finding names the list by its hash', () => {
  const judged = (...systems: Parameters<typeof judgedBySystems>[4]) =>
    judgedBySystems(control, evidence, {}, circumstances, systems);
  expect(judged()).toMatchObject({
    outcome: 'unknown',
    reason: 'nothing-declared',
    parameters: { approved: null },
  });
  expect(judged(declared('debian', 'debian', ''))).toMatchObject({
    outcome: 'pass',
    parameters: { approved: { declared: 'approved-software', values: 1, sha256: sha256('["debian"]') } },
  });
  expect(judged(declared('ubuntu')).outcome).toBe('fail');
});

test('a host of two systems is judged by both, and the worst stands', () => {
  const both = (a: string, b: string) =>
    judgedBySystems(control, evidence, {}, circumstances, [declared(a), declared(b)]).outcome;
  expect([both('debian', 'debian'), both('debian', 'ubuntu'), both('ubuntu', 'debian')]).toEqual([
    'pass',
    'fail',
    'fail',
  ]);
  expect(judgedBySystems(control, evidence, {}, circumstances, [declared('debian'), []]).outcome).toBe(
    'unknown',
  );
});

test('a pass that rests on a declaration past its review date is unknown; a failure stays one', () => {
  const overdue = (name: string) =>
    judgedBySystems(control, evidence, {}, circumstances, [
      [{ kind: 'approved-software', entries: [{ name }], reviewOn: '2026-11-20', overdue: true }],
    ]);
  expect(overdue('debian')).toMatchObject({ outcome: 'unknown', reason: 'declaration-overdue' });
  expect(overdue('ubuntu').outcome).toBe('fail');
});

test('a declaration counts for the hosts of its system, and makes them due', async () => {
  const { repos } = await temporaryStore();
  const host = await enrolledHost(repos, now);
  const change = { actor: 'account:clerk', now };
  const organisation = { name: '点検市', department: null, kinds: {}, hasAggregator: false, contact: null };
  await repos.systems.put({ id: 'a', name: 'A', labels: ['x'], organisation }, change);
  await repos.systems.put({ id: 'all', name: 'All', labels: [], organisation }, change);
  const [due] = await repos.findings.hostsToEvaluate(now, 10);
  await repos.findings.replace(host, [], due?.lastSequence ?? 0, now);
  expect(await repos.findings.hostsToEvaluate(now, 10)).toEqual([]);
  const entries = [{ name: 'debian' }];
  const declaration = { kind: 'approved-software' as const, entries, person: '佐藤', reviewOn: '2026-11-20' };
  const id = await repos.systems.declare('a', declaration, change);
  expect((await repos.findings.hostsToEvaluate(now, 10)).map(({ id }) => id)).toEqual([host]);
  const byHost = await declaredByHost(repos.systems, now);
  expect(byHost({ name: 'host', label: 'x', platform: 'linux' })).toEqual([
    [{ id, kind: 'approved-software', entries, reviewOn: '2026-11-20', overdue: true }],
    [],
  ]);
  expect(byHost({ name: 'host', label: 'y', platform: 'linux' })).toEqual([[]]);
});
