import { defineControl, defineEvidence, requirements, shippedReference } from '@tenken/controls';
import type { AnyControl, DeclarationKind } from '@tenken/controls';
import { text } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { AlertRuleInput } from '../api/alert-schemas.ts';
import { nextEdition } from '../store/findings/judging-edition.ts';
import { wrongTallies } from '../store/tallies/tally-check.ts';
import { acceptedReport, enrolledHost, evidenceOf, temporaryStore } from '../testing.ts';
import { declaredByHost } from './declared-by-host.ts';
import { Evaluator } from './evaluator.ts';
import type { EvaluatorOptions } from './evaluator.ts';
import { judgeHost } from './judge-host.ts';
import { Changes } from './judged-by.ts';

const start = Date.UTC(2026, 10, 21);
const dayMs = 24 * 60 * 60 * 1000;
const word = text('語', 'word');
const organisation = { name: '点検市', department: null, kinds: {}, hasAggregator: false, contact: null };

const noMachine = { rights: 'anyone' as const, read: () => Promise.reject(new Error('no machine')) };

function kindOf(id: string) {
  return defineEvidence({
    id,
    version: 1,
    title: word,
    schema: z.object({ name: z.string() }),
    probes: { linux: noMachine },
  });
}

/** Passes a name that is declared; where nothing is declared it says so. */
function listed(id: string, evidence: string, declared: DeclarationKind | null): AnyControl {
  return defineControl({
    id,
    title: word,
    description: word,
    needs: { named: kindOf(evidence) },
    params: z.object({ approved: z._default(z.nullable(z.array(z.string())), null) }),
    parameters: {
      approved: {
        meaning: word,
        source: word,
        ...(declared && { declared: { kind: declared, field: 'name' } }),
      },
    },
    reasons: { listed: word, unlisted: word, 'nothing-declared': word },
    remediation: {},
    evaluate: ({ named: { name } }, { approved }) => ({
      observed: text(name, name),
      expected: word,
      ...(approved === null
        ? { outcome: 'unknown', reason: 'nothing-declared' }
        : approved.includes(name)
          ? { outcome: 'pass', reason: 'listed' }
          : { outcome: 'fail', reason: 'unlisted' }),
    }),
  });
}

const rules = requirements(
  [
    listed('software', 'installed', 'approved-software'),
    listed('accounts', 'users', 'approved-accounts'),
    listed('accounts-too', 'installed', 'approved-accounts'),
    listed('nothing-said', 'installed', null),
  ],
  [],
);

const controls = ['accounts', 'accounts-too', 'nothing-said', 'software'];

async function place(options: Partial<EvaluatorOptions> = {}) {
  const { store, repos } = await temporaryStore();
  const time = { now: start };
  const errors: unknown[] = [];
  const evaluator = new Evaluator({
    findings: repos.findings,
    reports: repos.reports,
    requirements: rules,
    declared: () => declaredByHost(repos.systems, time.now),
    staleAfterMs: dayMs,
    now: () => new Date(time.now),
    onError: (error) => errors.push(error),
    ...options,
  });
  const change = () => ({ actor: 'account:clerk', now: time.now });
  const system = (id: string, labels: string[]) =>
    repos.systems.put({ id, name: id, labels, organisation }, change());
  const declare = (id: string, kind: DeclarationKind, names: readonly string[], reviewOn = '2027-03-31') => {
    const entries = names.map((name) => ({ name }));
    return repos.systems.declare(id, { kind, entries, person: '佐藤', reviewOn }, change());
  };
  const sequences = new Map<string, number>();
  const report = (host: string, said: Record<string, string>) => {
    const sequence = (sequences.get(host) ?? 0) + 1;
    sequences.set(host, sequence);
    const evidence = Object.entries(said).map(([kind, name]) =>
      evidenceOf(kind, { name }, new Date(time.now)),
    );
    return repos.reports.storeBatch([acceptedReport(host, sequence, evidence, time.now)]);
  };
  const judge = async () => {
    await evaluator.settle();
    expect(errors).toEqual([]);
    expect(await repos.findings.marked()).toEqual({ all: 0, anew: 0 });
  };
  /** Judges who is not judged by what holds, and asks of all others whether they are. */
  const judgeAnew = async () => {
    await store.write.transaction().execute(nextEdition);
    await judge();
  };
  return { store, repos, time, evaluator, system, declare, report, judge, judgeAnew };
}

type Place = Awaited<ReturnType<typeof place>>;

async function said({ repos }: Place, host: string): Promise<string[]> {
  const findings = await repos.findings.list({ hostId: host });
  return findings.map(({ control, reason, evaluatedAt }) => {
    return `${control} ${reason} ${(Date.parse(evaluatedAt) - start) / 1000}`;
  });
}

test('after a declaration only what rests on its kind is judged anew, and nothing of a host of another system', async () => {
  const all = await place();
  const [mine, other] = await Promise.all([
    enrolledHost(all.repos, start, { label: 'x' }),
    enrolledHost(all.repos, start, { label: 'y' }),
  ]);
  for (const host of [mine, other]) await all.report(host, { installed: 'debian', users: 'sato' });
  await all.system('a', ['x']);
  await all.judge();
  const nothing = controls.map((id) => `${id} nothing-declared 0`);
  expect([await said(all, mine), await said(all, other)]).toEqual([nothing, nothing]);

  all.time.now = start + 1000;
  await all.declare('a', 'approved-accounts', ['sato']);
  await all.judge();
  expect([await said(all, mine), await said(all, other)]).toEqual([
    [
      'accounts listed 1',
      'accounts-too unlisted 1',
      'nothing-said nothing-declared 0',
      'software nothing-declared 0',
    ],
    nothing,
  ]);
  await all.evaluator.stop();
});

test('a declaration writes no host, and all are due after it', async () => {
  const all = await place();
  for (const number of [1, 2]) await enrolledHost(all.repos, start, { label: `x${number}` });
  await all.system('a', []);
  await all.judge();
  const hosts = () => all.store.read.selectFrom('host').selectAll().orderBy('id').execute();
  const before = await hosts();
  await all.declare('a', 'approved-software', ['debian']);
  expect(await hosts()).toEqual(before);
  expect(await all.repos.findings.marked()).toEqual({ all: 2, anew: 2 });
  expect(await all.repos.health.hostsToJudge(start)).toBe(2);
  await all.judge();
  await all.system('b', ['x1']);
  expect(await all.repos.findings.marked()).toEqual({ all: 2, anew: 2 });
  await all.evaluator.stop();
});

test.each(['as a whole', 'in part'])(
  'what is declared while a host is judged %s by what held before is what it is judged by in the end',
  async (how) => {
    let meanwhile: (() => Promise<unknown>) | null = null;
    const all: Place = await place({
      declared: async () => {
        const held = await declaredByHost(all.repos.systems, all.time.now);
        const happens = meanwhile;
        meanwhile = null;
        await happens?.();
        return held;
      },
    });
    const host = await enrolledHost(all.repos, start);
    await all.report(host, { installed: 'debian', users: 'sato' });
    await all.system('a', []);
    await all.judge();
    if (how === 'as a whole') await all.repos.findings.judgeWhole();
    else await all.declare('a', 'approved-accounts', ['sato']);
    meanwhile = () => all.declare('a', 'approved-software', ['debian']);
    await all.judge();
    expect(meanwhile).toBeNull();
    expect((await said(all, host)).at(-1)).toBe('software listed 0');
    await all.evaluator.stop();
  },
);

test('a declaration by a clock that is ahead of ours counts at once', async () => {
  const all = await place();
  const host = await enrolledHost(all.repos, start);
  await all.report(host, { installed: 'debian', users: 'sato' });
  await all.system('a', []);
  await all.judge();
  all.time.now = start + 5000;
  await all.declare('a', 'approved-software', ['debian']);
  all.time.now = start;
  await all.judge();
  expect((await said(all, host)).at(-1)).toBe('software listed 0');
  await all.evaluator.stop();
});

test('a declaration whose review has become due counts as another one', async () => {
  const all = await place();
  const host = await enrolledHost(all.repos, start);
  await all.report(host, { installed: 'debian', users: 'sato' });
  await all.system('a', []);
  await all.declare('a', 'approved-software', ['debian'], '2026-11-21');
  await all.judge();
  const others = ['accounts', 'accounts-too', 'nothing-said'].map((id) => `${id} nothing-declared 0`);
  expect(await said(all, host)).toEqual([...others, 'software listed 0']);
  // The next day in Japan, and before the evidence is a day old.
  const hours = 16;
  all.time.now = start + hours * 3_600_000;
  await all.judgeAnew();
  expect(await said(all, host)).toEqual([...others, `software declaration-overdue ${hours * 3600}`]);
  await all.evaluator.stop();
});

test('judged as a whole: who was judged by other rules, is counted by others, of whom it is not known, and who has said something since', async () => {
  const all = await place();
  const host = await enrolledHost(all.repos, start);
  const { findings } = all.repos;
  await all.report(host, { installed: 'debian', users: 'sato' });
  await all.system('a', []);
  await all.judge();

  all.time.now = start + 1000;
  await findings.judgeWhole();
  await all.judge();
  expect(await said(all, host)).toEqual(controls.map((id) => `${id} nothing-declared 1`));

  all.time.now = start + 2000;
  await all.store.write.updateTable('host').set({ judged_by: 'other.-' }).execute();
  await all.judgeAnew();
  expect(await said(all, host)).toEqual(controls.map((id) => `${id} nothing-declared 2`));

  all.time.now = start + 3000;
  await all.declare('a', 'approved-accounts', ['sato']);
  await all.report(host, { installed: 'debian', users: 'suzuki' });
  await all.judge();
  const declared = (second: number) => [
    `accounts unlisted ${second}`,
    `accounts-too unlisted ${second}`,
    `nothing-said nothing-declared ${second}`,
    `software nothing-declared ${second}`,
  ];
  expect(await said(all, host)).toEqual(declared(3));

  all.time.now = start + 4000;
  await all.store.write.updateTable('host').set({ sets_version: 'of other checklists' }).execute();
  await all.judgeAnew();
  expect(await said(all, host)).toEqual(declared(4));
  expect(await wrongTallies(all.store)).toEqual([]);
  await all.evaluator.stop();
});

test('what was judged in part counts only while the host waits as it did when it was read', async () => {
  const all = await place();
  const { findings } = all.repos;
  const host = await enrolledHost(all.repos, start);
  await all.report(host, { installed: 'debian', users: 'sato' });
  await all.judge();
  await all.store.write.transaction().execute(nextEdition);
  const [due] = await findings.hostsToEvaluate(start, 10);
  if (!due) throw new Error('nobody waits');
  expect(due.judgedBy).toMatch(/^[0-9a-f]{16}\.-$/);
  const part = { host: due, controls: new Set<string>(), findings: [], judgedBy: 'later.-' };

  const stored = (host: Partial<typeof due> = {}) =>
    findings.replaceParts([{ ...part, host: { ...due, ...host } }], start);
  expect(await stored({ judgedBy: 'another.-' })).toBe(0);
  expect(await stored({ lastSequence: due.lastSequence - 1 })).toBe(0);
  expect(await findings.marked()).toEqual({ all: 1, anew: 1 });
  // Something was decided about it alone, which no report tells.
  await all.store.write.updateTable('host').set({ needs_evaluation: 1 }).execute();
  expect(await stored()).toBe(0);
  expect(await findings.marked()).toEqual({ all: 1, anew: 0 });
  await all.store.write.updateTable('host').set({ needs_evaluation: 0 }).execute();
  expect(await stored()).toBe(1);
  expect(await findings.marked()).toEqual({ all: 0, anew: 0 });
  // Another collector was faster, and nothing else has changed.
  expect(await stored({ judgedBy: part.judgedBy })).toBe(0);
  expect(await said(all, host)).toEqual(controls.map((id) => `${id} nothing-declared 0`));
  await all.evaluator.stop();
});

test('a host that has some evidence, but none that a control needs, is told so as when all of it is judged', async () => {
  const all = await place();
  await all.system('a', []);
  const host = await enrolledHost(all.repos, start);
  const evidence = evidenceOf('elsewhere', { name: 'debian' }, new Date(start));
  const device = { machineIdHash: null, architecture: null, name: 'switch', osName: null, osVersion: null };
  await all.repos.reports.storeBatch([
    acceptedReport(host, 1, [evidence], start, { host: { ...device, platform: 'network-device' } }),
  ]);
  await all.judge();
  const before = await said(all, host);
  expect(before).toEqual(controls.map((id) => `${id} other-kind-of-machine 0`));
  all.time.now = start + 1000;
  await all.declare('a', 'approved-accounts', ['sato']);
  await all.judge();
  expect(await said(all, host)).toEqual(
    before.map((one) => (one.startsWith('accounts') ? one.replace(' 0', ' 1') : one)),
  );
  await all.evaluator.stop();
});

test('what is known of software is asked for with all that a host has said', async () => {
  const asked: string[][] = [];
  const forHost = (evidence: ReadonlyMap<string, unknown>) => {
    asked.push([...evidence.keys()].toSorted());
    return Promise.resolve(shippedReference);
  };
  const control = listed('software', 'installed', 'approved-software');
  for (const reference of [['advisories'], []] as const) {
    const all = await place({
      requirements: requirements([{ ...control, reference }], []),
      reference: () => Promise.resolve({ id: 'shipped', forHost }),
    });
    const host = await enrolledHost(all.repos, start);
    await all.report(host, { installed: 'debian', users: 'sato' });
    await all.system('a', []);
    await all.judge();
    asked.length = 0;
    await all.declare('a', 'approved-software', ['debian']);
    await all.judge();
    expect(asked).toEqual([reference.length > 0 ? ['installed', 'users'] : ['installed']]);
    await all.evaluator.stop();
  }
});

test('a revoked host has no findings, and does not wait for ever', async () => {
  const all = await place();
  await all.system('a', []);
  const host = await enrolledHost(all.repos, start);
  await all.report(host, { users: 'sato' });
  await all.judge();
  await all.repos.enrolments.revoke(host, 'replaced', { actor: 'account:admin', now: start });
  await all.judge();
  await all.declare('a', 'approved-accounts', ['sato']);
  await all.judge();
  expect(await said(all, host)).toEqual([]);
  await all.evaluator.stop();
});

test('of hosts that are stored together each is told of by itself, and not anew where it failed before it was unknown', async () => {
  const all = await place();
  const channel = { kind: 'webhook', url: 'https://hook.example.jp/', authority: null } as const;
  const by = { actor: 'account:clerk', now: start };
  await all.repos.alerts.putChannel({ id: 'hook', name: 'hook', settings: channel, secret: null }, by);
  const failures: AlertRuleInput = {
    name: 'failures',
    enabled: true,
    trigger: { kind: 'failure', controls: [], labels: [] },
    schedule: { kind: 'at-once', everyMinutes: 5 },
    language: 'en',
    channels: ['hook'],
  };
  await all.repos.alerts.putRule(null, failures, by);
  const [first, second] = [await enrolledHost(all.repos, start), await enrolledHost(all.repos, start)];
  await all.report(first, { installed: 'debian' });
  await all.report(second, { installed: 'ubuntu' });
  await all.system('a', []);
  await all.judge();
  const told = async (names: readonly string[]) => {
    all.time.now += 1000;
    await all.declare('a', 'approved-software', names);
    await all.judge();
    const causes = await all.store.write
      .deleteFrom('alert_cause')
      .returning(['host_id', 'control'])
      .execute();
    return causes.map(({ host_id, control }) => `${host_id} ${control}`).toSorted();
  };
  expect(await told(['none of them'])).toEqual([`${first} software`, `${second} software`].toSorted());
  expect(await told(['ubuntu'])).toEqual([]);
  // Nothing is declared: nobody knows.
  expect(await told([])).toEqual([]);
  expect(await told(['none of them'])).toEqual([`${second} software`]);
  await all.evaluator.stop();
});

test('a name that is no id of a declaration, and a kind that nobody declares any more, count as changes', () => {
  const changed = (before: string, now: string) =>
    new Changes(rules).between(before, now)?.requirements.map(({ control }) => control.id) ?? null;
  expect(changed('a.1 approved-accounts=x', 'a.1 approved-accounts=x')).toEqual([]);
  expect(changed('a.1', 'a.1 approved-accounts=x')).toEqual(['accounts', 'accounts-too']);
  expect(changed('a.1 approved-accounts=x', 'a.1')).toEqual(['accounts', 'accounts-too']);
  expect(changed('a.1 approved-accounts=x', 'a.1 approved-software=x')).toHaveLength(3);
  expect(changed('a.1 approved-accounts=x', 'a.2 approved-accounts=x')).toBeNull();
  expect(changed('', 'a.1')).toBeNull();
});

const names = fc.constantFrom('debian', 'ubuntu', 'sato');
const step = fc.oneof(
  fc.record({
    does: fc.constant('declare' as const),
    system: fc.constantFrom('a', 'b'),
    kind: fc.constantFrom('approved-software' as const, 'approved-accounts' as const),
    entries: fc.array(names, { maxLength: 2 }),
    reviewOn: fc.constantFrom('2026-11-20', '2027-03-31'),
  }),
  fc.record({
    does: fc.constant('system' as const),
    system: fc.constantFrom('a', 'b'),
    labels: fc.subarray(['x', 'y']),
  }),
  fc.record({
    does: fc.constant('report' as const),
    host: fc.nat(1),
    said: fc.dictionary(fc.constantFrom('installed', 'users'), names, { maxKeys: 2 }),
  }),
  fc.record({ does: fc.constant('wait' as const), hours: fc.nat(30) }),
  fc.record({ does: fc.constant('judge' as const) }),
);

test('whatever is declared and said, findings are those that judging everything gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
      const all = await place();
      const { repos, time, store } = all;
      const hosts = [
        await enrolledHost(repos, start, { label: 'x' }),
        await enrolledHost(repos, start, { label: 'y' }),
      ];
      for (const id of ['a', 'b']) await all.system(id, ['x']);
      for (const one of steps) {
        time.now += 1000;
        if (one.does === 'declare') await all.declare(one.system, one.kind, one.entries, one.reviewOn);
        if (one.does === 'system') await all.system(one.system, one.labels);
        if (one.does === 'report') await all.report(hosts[one.host] ?? '', one.said);
        if (one.does === 'wait') time.now += one.hours * 3_600_000;
        if (one.does === 'judge') await all.judge();
      }
      await all.judge();
      const declared = await declaredByHost(repos.systems, time.now);
      for (const [at, host] of hosts.entries()) {
        const evidence = await repos.reports.newestEvidence(host);
        const circumstances = { platform: 'linux' as const, now: new Date(time.now), staleAfterMs: dayMs };
        const held = declared({ name: 'host', label: at === 0 ? 'x' : 'y', platform: 'linux' });
        const fresh = judgeHost(rules, evidence, circumstances, held);
        const shown = (
          found: readonly { control: string; outcome: string; reason: string; parameters: unknown }[],
        ) =>
          found
            .map(({ control, outcome, reason, parameters }) => ({ control, outcome, reason, parameters }))
            .toSorted((one, other) => (one.control < other.control ? -1 : 1));
        expect(shown(await repos.findings.list({ hostId: host }))).toEqual(shown(fresh));
      }
      expect(await wrongTallies(store)).toEqual([]);
      await store.close();
    }),
    { numRuns: 30 },
  );
});
