import { otherMachine } from '@tenken/controls';
import type { Outcome } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptedReport, enrolledHost, judgedFinding, temporaryStore } from '../../testing.ts';
import { heatMap } from '../../results/groups.ts';
import { ChangeRepository } from '../findings/change-repository.ts';
import { dayNumber } from './days.ts';
import type { JudgedFinding } from '../findings/finding-rows.ts';
import type { Store } from '../store.ts';
import { FindingRepository } from '../findings/finding-repository.ts';
import { nextEdition } from '../findings/judging-edition.ts';
import { rebuildTallies, wrongTallies } from './tally-check.ts';
import { TallyRepository } from './tally-repository.ts';

const dayMs = 24 * 60 * 60 * 1000;
const start = Date.UTC(2026, 10, 21, 3);
const sets = {
  version: 'v1',
  sets: [
    { id: 'both', members: ['a', 'b'].map((control) => ({ control, variant: 'default' })) },
    { id: 'strict', members: [{ control: 'a', variant: 'strict' }] },
  ],
};

const verdict = ['host_id', 'control', 'variant', 'outcome', 'reason'] as const;

/** What holds still as history says. */
async function openSpans({ read }: Store): Promise<string[]> {
  const spans = read.selectFrom('finding_span').select([...verdict, 'from_at as at']);
  return (await spans.where('to_at', 'is', null).execute()).map((span) => JSON.stringify(span)).toSorted();
}

async function standing({ read }: Store): Promise<string[]> {
  const findings = read.selectFrom('finding').select([...verdict, 'since_at as at']);
  return (await findings.execute()).map((finding) => JSON.stringify(finding)).toSorted();
}

type Step =
  | { does: 'judge'; host: number; findings: JudgedFinding[] }
  | { does: 'part'; controls: string[]; findings: JudgedFinding[] }
  | { does: 'report'; host: number; name: string; platform: 'linux' | 'windows'; osVersion: string | null }
  | { does: 'enrol' }
  | { does: 'wait'; hours: number };

const outcomes = ['pass', 'fail', 'unknown', 'error', 'not-applicable'] as const;

const finding = fc
  .record({
    control: fc.constantFrom('a', 'b', 'c'),
    variant: fc.constantFrom('default', 'strict'),
    outcome: fc.constantFrom(...outcomes),
    reason: fc.constantFrom('one', 'two', otherMachine),
    endsInDays: fc.option(fc.integer({ min: 0, max: 40 })),
  })
  .map(({ control, outcome, reason, variant, endsInDays }) =>
    judgedFinding(control, reason === otherMachine ? 'not-applicable' : outcome, {
      variant,
      reason,
      endsAt: endsInDays === null ? null : new Date(start + endsInDays * dayMs).toISOString(),
    }),
  );

const someFindings = fc.uniqueArray(finding, {
  selector: ({ control, variant }) => `${control} ${variant}`,
  maxLength: 6,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('part' as const),
      controls: fc.subarray(['a', 'b', 'c']),
      findings: someFindings,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('judge' as const),
      host: fc.nat(4),
      findings: someFindings,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('report' as const),
      host: fc.nat(4),
      name: fc.constantFrom('host-1', 'ＨＯＳＴ-1', 'pc', 'pc-pc-pc', '総務課-01', '𠮷'),
      platform: fc.constantFrom('linux' as const, 'windows' as const),
      osVersion: fc.constantFrom('12', '13', null),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ does: 'enrol' as const }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('wait' as const), hours: fc.nat(60) }) },
);

const said = ({ control, variant, outcome, reason }: Omit<JudgedFinding, 'endsAt'>) =>
  `${control} ${variant} ${outcome} ${reason}`;

test('whatever happens to hosts and their findings, what is kept is what a count finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
      const { store, repos } = await temporaryStore();
      const findings = new FindingRepository(store, sets);
      const hosts = [await enrolledHost(repos, start)];
      const remembering = new TallyRepository(store, sets);
      let now = start;
      let sequence = 0;
      for (const one of steps) {
        const host = hosts['host' in one ? one.host % hosts.length : 0] ?? '';
        now += 1000;
        if (one.does === 'enrol') hosts.push(await enrolledHost(repos, now));
        if (one.does === 'wait') now += one.hours * 3_600_000;
        if (one.does === 'judge') {
          await findings.replace(host, one.findings, sequence, now, { by: 'rules', edition: 1 });
        }
        if (one.does === 'part') {
          await store.write.transaction().execute(nextEdition);
          const due = await findings.hostsToEvaluate(0, 10);
          const controls = new Set(one.controls);
          const judged = one.findings.filter(({ control }) => controls.has(control));
          const known = due.filter(({ judgedBy }) => judgedBy !== null);
          const parts = known.map((waiting) => ({
            host: waiting,
            controls,
            findings: judged,
            judgedBy: 'rules',
          }));
          await findings.replaceParts(parts, now);
          for (const { id } of known) {
            const stored = (await findings.ofHost(id)).filter(({ control }) => controls.has(control));
            expect(stored.map(said).toSorted()).toEqual(judged.map(said).toSorted());
          }
        }
        if (one.does === 'report') {
          sequence += 1;
          const told = { machineIdHash: null, architecture: null, name: one.name };
          await repos.reports.storeBatch([
            acceptedReport(host, sequence, [], now, {
              host: { ...told, platform: one.platform, osName: 'Debian', osVersion: one.osVersion },
            }),
          ]);
        }
        const wanted = ['system', ['', 'Debian', 'Debian 12', 'Debian 13'], 'default'] as const;
        const fresh = new TallyRepository(store, sets);
        expect(await remembering.countsOfGroups(...wanted)).toEqual(await fresh.countsOfGroups(...wanted));
      }
      expect(await wrongTallies(store, sets)).toEqual([]);
      expect(await openSpans(store)).toEqual(await standing(store));
      const kept = await store.read.selectFrom('finding_tally').selectAll().orderBy('control').execute();
      await rebuildTallies(store, sets);
      expect(await wrongTallies(store, sets)).toEqual([]);
      const rebuilt = await new TallyRepository(store, sets).counts();
      expect(rebuilt).toHaveLength(kept.filter((row) => row.hosts > 0).length);
      await store.close();
    }),
    { numRuns: 40 },
  );
});

test('an item that asks for two controls is counted when one of them is judged alone', async () => {
  const { store, repos } = await temporaryStore();
  const findings = new FindingRepository(store, sets);
  const host = await enrolledHost(repos, start);
  await findings.replace(host, [judgedFinding('a', 'pass'), judgedFinding('b', 'pass')], 0, start, {
    by: 'rules',
    edition: 1,
  });
  for (const [outcome, hosts] of [
    ['fail', 0],
    ['pass', 1],
  ] as const) {
    await store.write.transaction().execute(nextEdition);
    const [due] = await findings.hostsToEvaluate(start, 1);
    if (!due) throw new Error('nobody waits');
    const part = { host: due, controls: new Set(['a']), findings: [judgedFinding('a', outcome)] };
    expect(await findings.replaceParts([{ ...part, judgedBy: 'rules' }], start)).toBe(1);
    const counted = store.read.selectFrom('set_tally').select('hosts').where('set_id', '=', 'both');
    expect(await counted.execute()).toEqual([{ hosts }]);
    expect(await wrongTallies(store, sets)).toEqual([]);
  }
});

test('a tally that is wrong is found and set right', async () => {
  const { store, repos } = await temporaryStore();
  const findings = new FindingRepository(store, sets);
  const host = await enrolledHost(repos, start);
  await findings.replace(host, [judgedFinding('a', 'pass'), judgedFinding('b', 'pass')], 0, start);
  await store.write.updateTable('finding_tally').set({ hosts: 7 }).where('control', '=', 'a').execute();
  await store.write.updateTable('set_tally').set({ hosts: 0 }).execute();
  await store.write.updateTable('host').set({ passes: 9 }).execute();
  await store.write.deleteFrom('host_name_part').where('part', '=', 'ost').execute();
  await store.write.insertInto('host_name_part').values({ part: 'xyz', host_id: host }).execute();
  expect(await wrongTallies(store, sets)).toEqual([
    'finding_tally says 7 for a default pass, where 1 are',
    'set_tally says 0 for v1 both, where 1 are',
    `host ${host} says another number of pass than it has`,
    `host ${host} cannot be found by all parts of its name`,
    '1 parts of names are kept that no name has',
  ]);
  await rebuildTallies(store, sets);
  expect(await wrongTallies(store, sets)).toEqual([]);
});

test('a change that is not stored is not counted', async () => {
  const { store, repos } = await temporaryStore();
  const findings = new FindingRepository(store, sets);
  const host = await enrolledHost(repos, start);
  await findings.replace(host, [judgedFinding('a', 'pass')], 0, start);
  const bad = { ...judgedFinding('b', 'fail'), reason: null as unknown as string };
  await expect(findings.replace(host, [judgedFinding('a', 'fail'), bad], 0, start + 1)).rejects.toThrow();
  expect(await wrongTallies(store, sets)).toEqual([]);
  expect(await new TallyRepository(store, sets).counts()).toEqual([
    { control: 'a', variant: 'default', outcome: 'pass', hosts: 1 },
  ]);
});

test('with other rules hosts count for them as they are judged anew', async () => {
  const { store, repos } = await temporaryStore();
  const host = await enrolledHost(repos, start);
  const all = [judgedFinding('a', 'pass'), judgedFinding('b', 'pass')];
  await new FindingRepository(store, sets).replace(host, all, 0, start);
  const others = { ...sets, version: 'v2' };
  expect(await new TallyRepository(store, others).passing()).toEqual(new Map());
  await new FindingRepository(store, others).replace(host, all, 0, start + 1);
  expect(await new TallyRepository(store, others).passing()).toEqual(new Map([['both', 1]]));
  expect(await wrongTallies(store, others)).toEqual([]);
});

test('an item passes on hosts where all that is asked passes or is about another machine', async () => {
  const { store, repos } = await temporaryStore();
  const findings = new FindingRepository(store, sets);
  const elsewhere = judgedFinding('b', 'not-applicable', { reason: otherMachine });
  for (const [a, b] of [
    [judgedFinding('a', 'pass'), judgedFinding('b', 'pass')],
    [judgedFinding('a', 'pass'), elsewhere],
    [judgedFinding('a', 'not-applicable', { reason: otherMachine }), elsewhere],
    [judgedFinding('a', 'pass'), judgedFinding('b', 'not-applicable')],
    [judgedFinding('a', 'pass'), judgedFinding('b', 'unknown')],
  ] as const) {
    await findings.replace(await enrolledHost(repos, start), [a, b], 0, start);
  }
  await findings.replace(await enrolledHost(repos, start), [judgedFinding('a', 'pass')], 0, start);
  expect(await new TallyRepository(store, sets).passing()).toEqual(new Map([['both', 2]]));
});

test('a day ends with what held last, also where nothing happened for days', async () => {
  const { store, repos } = await temporaryStore();
  const findings = new FindingRepository(store, sets);
  const tallies = new TallyRepository(store, sets);
  const host = await enrolledHost(repos, start);
  const judge = (outcome: Outcome, days: number) =>
    findings.replace(
      host,
      [judgedFinding('a', outcome), judgedFinding('b', 'pass')],
      0,
      start + days * dayMs,
    );
  await judge('fail', 0);
  await judge('pass', 0.1);
  await judge('fail', 1);
  await judge('unknown', 4);
  const today = dayNumber(start + 5 * dayMs);
  const trend = await tallies.trend('a', today - 6, start + 5 * dayMs);
  expect(trend.map(({ day, outcomes: counts }) => [day - today, counts])).toEqual([
    [-5, { pass: 1 }],
    [-4, { fail: 1 }],
    [-3, { fail: 1 }],
    [-2, { fail: 1 }],
    [-1, { unknown: 1 }],
    [0, { unknown: 1 }],
  ]);
  const all = await tallies.trend(null, today - 4, start + 5 * dayMs);
  expect(all.map(({ outcomes: counts }) => counts)).toEqual([
    { fail: 1, pass: 1 },
    { fail: 1, pass: 1 },
    { fail: 1, pass: 1 },
    { unknown: 1, pass: 1 },
    { unknown: 1, pass: 1 },
  ]);
});

test('hosts report, are silent or never came, by the hour and within it', async () => {
  const { store, repos } = await temporaryStore();
  const tallies = new TallyRepository(store, sets);
  await enrolledHost(repos, start);
  for (const minutes of [0, 10, 50, 70]) {
    const host = await enrolledHost(repos, start);
    await repos.reports.storeBatch([acceptedReport(host, 1, [], start + minutes * 60_000)]);
  }
  for (const [since, reporting] of [
    [-1, 4],
    [0, 4],
    [5, 3],
    [10, 3],
    [11, 2],
    [60, 1],
    [71, 0],
  ] as const) {
    expect(await tallies.reporting(start + since * 60_000), String(since)).toEqual({
      reporting,
      silent: 4 - reporting,
      neverReported: 1,
    });
  }
  expect(await tallies.hosts()).toBe(5);
});

test('a host that was revoked is judged no more, and is counted nowhere', async () => {
  const { store, repos } = await temporaryStore();
  const findings = new FindingRepository(store, sets);
  const tallies = new TallyRepository(store, sets);
  const [gone, kept] = [await enrolledHost(repos, start), await enrolledHost(repos, start)];
  for (const host of [gone, kept]) await findings.replace(host, [judgedFinding('a', 'fail')], 0, start);
  await repos.enrolments.revoke(gone, 'scrapped', { actor: 'test', now: start + 1 });
  const due = await findings.hostsToEvaluate(start + 2, 10);
  expect(due.map(({ id }) => id)).toEqual([gone]);
  // Whoever judged it before it was revoked has no say either.
  await findings.replace(gone, [judgedFinding('a', 'fail')], 0, start + 2);
  expect(await findings.ofHost(gone)).toEqual([]);
  expect(await findings.ofHost(kept)).toHaveLength(1);
  expect(await tallies.counts()).toEqual([{ control: 'a', variant: 'default', outcome: 'fail', hosts: 1 }]);
  expect([await tallies.hosts(), await tallies.inService()]).toEqual([2, 1]);
  const { groups, rows } = await heatMap({ repositories: { ...repos, tallies }, controls: [] }, 'label');
  expect([groups.map(({ hosts }) => hosts), rows]).toEqual([[1], []]);
  expect(await findings.hostsToEvaluate(start + 3, 10)).toEqual([]);
  expect(await wrongTallies(store, sets)).toEqual([]);
});

test('many changes are counted as few are: who reports for the first time has not begun to fail', async () => {
  const { store, repos } = await temporaryStore();
  const findings = new FindingRepository(store, sets);
  const [young, old] = [await enrolledHost(repos, start), await enrolledHost(repos, start)];
  await findings.replace(old, [judgedFinding('a', 'pass'), judgedFinding('b', 'fail')], 0, start);
  await findings.replace(
    young,
    [judgedFinding('a', 'unknown', { reason: 'not-reported' })],
    0,
    start + dayMs,
  );
  await findings.replace(young, [judgedFinding('a', 'fail')], 0, start + dayMs + 60_000);
  await findings.replace(
    old,
    [judgedFinding('a', 'fail'), judgedFinding('b', 'pass')],
    0,
    start + dayMs + 60_000,
  );
  const day = { from: start + dayMs - 3_600_000, to: start + dayMs + 3_600_000 };
  const counts = { failing: 1, fixed: 1, lost: 0, other: 0, first: 1, firstHosts: 1 };
  expect(await new ChangeRepository(store).counts(day)).toEqual({ ...counts, exact: true });
  expect(await new ChangeRepository(store, 0).counts(day)).toEqual({ ...counts, exact: false });
});

test('of a host that came within the time, what its first judgement knew and the newest does not is lost', async () => {
  const { store, repos } = await temporaryStore();
  const findings = new FindingRepository(store, sets);
  const young = await enrolledHost(repos, start);
  await findings.replace(young, [judgedFinding('a', 'pass'), judgedFinding('b', 'fail')], 0, start + dayMs);
  await findings.replace(
    young,
    [judgedFinding('a', 'fail'), judgedFinding('b', 'unknown')],
    0,
    start + dayMs + 60_000,
  );
  await findings.replace(
    young,
    [judgedFinding('a', 'pass'), judgedFinding('b', 'unknown')],
    0,
    start + dayMs + 120_000,
  );
  const day = { from: start + dayMs - 3_600_000, to: start + dayMs + 3_600_000 };
  const repository = new ChangeRepository(store);
  expect(await repository.counts(day)).toMatchObject({ lost: 1, first: 1, firstHosts: 1, failing: 0 });
  const { changes } = await repository.page({ ...day, kinds: [] }, { after: null, limit: 10 });
  expect(changes.map(({ control, kind, before }) => [control, kind, before])).toEqual([
    ['a', 'first', null],
    ['b', 'lost', 'fail'],
  ]);
});

test('the history of a host begins with its first judgement; what stays unreported after it is told', async () => {
  const { store, repos } = await temporaryStore();
  const findings = new FindingRepository(store, sets);
  const young = await enrolledHost(repos, start);
  const unreported = { reason: 'not-reported' };
  const outcomes = async (control: string) =>
    (await findings.history(young, control, 'default')).map(({ outcome }) => outcome);
  const nothing = ['a', 'b'].map((control) => judgedFinding(control, 'unknown', unreported));
  await findings.replace(young, nothing, 0, start);
  expect(await outcomes('a')).toEqual(['unknown']);
  await findings.replace(
    young,
    [judgedFinding('a', 'pass'), judgedFinding('b', 'unknown', unreported)],
    0,
    start + 5000,
  );
  expect(await outcomes('a')).toEqual(['pass']);
  await findings.replace(young, [judgedFinding('a', 'fail'), judgedFinding('b', 'pass')], 0, start + dayMs);
  expect([await outcomes('a'), await outcomes('b')]).toEqual([
    ['fail', 'pass'],
    ['pass', 'unknown'],
  ]);
});
