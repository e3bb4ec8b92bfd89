import { expect, test } from 'vitest';
import { acceptedReport, enrolledHost, evidenceOf, temporaryStore } from '../testing.ts';
import type { Repositories } from '../store/repositories.ts';
import type { Store } from '../store/store.ts';
import type { HeldThing } from '../store/retention/legal-hold-repository.ts';
import { swept } from './testing.ts';

const dayMs = 24 * 60 * 60 * 1000;
const today = Date.UTC(2026, 10, 21);
const by = { actor: 'console:test', now: today };
const daysAgo = (days: number) => new Date(today - days * dayMs);

const sweep = (place: { repos: Repositories; store: Store }) =>
  swept(place, { now: today, keepMs: 100 * dayMs });

/** A host with a report on each of these days; `steady` evidence stays, `changing` is another each time. */
async function hostReporting(repos: Repositories, days: readonly number[]) {
  const host = await enrolledHost(repos, daysAgo(1000).getTime());
  const steady = (at: Date) => evidenceOf('steady', { of: host }, at);
  const changing = (day: number) => evidenceOf('changing', { of: host, day }, daysAgo(day));
  const reports = days.map((day, index) =>
    acceptedReport(host, index + 1, [steady(daysAgo(day)), changing(day)], daysAgo(day).getTime()),
  );
  for (const report of reports) await repos.reports.storeBatch([report]);
  return {
    host,
    reports,
    hashOf: (day: number) => changing(day).sha256,
    steadyHash: steady(daysAgo(1)).sha256,
  };
}

async function stored({ store }: { store: Store }) {
  const rows = {
    reports: await store.read.selectFrom('report').select('report_id').execute(),
    statements: await store.read.selectFrom('report_statement').select('report_id').execute(),
    spans: await store.read.selectFrom('evidence_span').select('sha256').execute(),
    bodies: await store.read.selectFrom('evidence_body').select('sha256').execute(),
  };
  return {
    reports: rows.reports.map((row) => row.report_id),
    statements: rows.statements.map((row) => row.report_id),
    spans: rows.spans.map((row) => row.sha256),
    bodies: rows.bodies.map((row) => row.sha256),
  };
}

test('what is older than the policy goes: reports, signatures, replaced evidence and its spans', async () => {
  const place = await temporaryStore();
  const { reports, hashOf, steadyHash } = await hostReporting(place.repos, [300, 200, 50, 1]);
  expect(await sweep(place)).toEqual({
    reports: 2,
    quarantinedReports: 0,
    evidenceSpans: 2,
    findingSpans: 0,
    bodies: 2,
    feeds: 0,
  });
  const left = await stored(place);
  const kept = reports.slice(2).map(({ statement }) => statement.reportId);
  expect(left.reports).toEqual(expect.arrayContaining(kept));
  expect(left.reports).toHaveLength(2);
  expect(left.statements).toHaveLength(2);
  expect(left.bodies.toSorted()).toEqual([hashOf(50), hashOf(1), steadyHash].toSorted());
  // Open since the first report, however long ago that was.
  expect(left.spans).toContain(steadyHash);
  const [line] = await place.repos.audit.list({ limit: 1 });
  expect(line).toMatchObject({
    actor: 'collector',
    action: 'retention-swept',
    details: { reports: 2, bodies: 2 },
  });
  expect(await sweep(place)).toMatchObject({ reports: 0, bodies: 0 });
});

test('a host that is silent for years keeps its newest evidence and the report that states it', async () => {
  const place = await temporaryStore();
  const { host, reports, hashOf, steadyHash } = await hostReporting(place.repos, [900, 800]);
  await sweep(place);
  const left = await stored(place);
  expect(left.reports).toEqual([reports[1]?.statement.reportId]);
  expect(left.statements).toEqual(left.reports);
  expect(left.bodies.toSorted()).toEqual([hashOf(800), steadyHash].toSorted());
  expect((await place.repos.reports.newestEvidence(host)).size).toBe(2);
});

test('a kind that newer reports no longer state keeps the old report with the signature over it', async () => {
  const place = await temporaryStore();
  const { host, reports } = await hostReporting(place.repos, [900, 800]);
  await place.repos.reports.storeBatch([acceptedReport(host, 3, [], daysAgo(1).getTime())]);
  expect(await sweep(place)).toMatchObject({ reports: 1 });
  const newest = await place.repos.reports.newestEvidence(host);
  const stating = [...newest.values()].map(({ reportId }) => reportId);
  expect(new Set(stating)).toEqual(new Set([reports[1]?.statement.reportId]));
  expect((await stored(place)).statements).toContain(stating[0]);
});

test('findings that last are kept however old; those that ended are not', async () => {
  const place = await temporaryStore();
  const { host } = await hostReporting(place.repos, [300]);
  const at = (day: number) => daysAgo(day).getTime();
  const finding = (outcome: 'pass' | 'fail') => ({
    control: 'c',
    variant: 'v',
    outcome,
    reason: 'r',
    parameters: {},
    observed: { ja: '', en: '' },
    expected: { ja: '', en: '' },
    evidence: [],
    validUntil: null,
  });
  await place.repos.findings.replace(host, [finding('fail')], 1, at(300));
  await place.repos.findings.replace(host, [finding('pass')], 1, at(200));
  expect(await sweep(place)).toMatchObject({ findingSpans: 1 });
  const spans = await place.repos.findings.history(host, 'c', 'v');
  expect(spans).toEqual([expect.objectContaining({ outcome: 'pass', toAt: null })]);
});

test('what a hold pins survives, and goes once the last hold is released', async () => {
  const place = await temporaryStore();
  const { host, reports, hashOf } = await hostReporting(place.repos, [300, 200, 150, 1]);
  const whole = await hostReporting(place.repos, [300, 200, 1]);
  const { legalHolds } = place.repos;
  const reportId = String(reports[0]?.statement.reportId);
  const things: HeldThing[] = [
    { kind: 'report', hostId: host, reportId },
    { kind: 'evidence', sha256: hashOf(200) },
    { kind: 'host', hostId: whole.host },
  ];
  expect(await legalHolds.hold({ id: 'assessment:1', reason: 'frozen', things }, by)).toEqual([]);
  expect(
    await legalHolds.hold({ id: 'assessment:2', reason: 'frozen', things: things.slice(0, 1) }, by),
  ).toEqual([]);
  expect(await sweep(place)).toMatchObject({ reports: 2, bodies: 1 });
  const left = await stored(place);
  expect(left.reports).toContain(reportId);
  for (const report of whole.reports) expect(left.reports).toContain(report.statement.reportId);
  for (const hash of [hashOf(300), hashOf(200), whole.hashOf(300), whole.hashOf(200)]) {
    expect(left.bodies).toContain(hash);
  }
  expect(left.bodies).not.toContain(hashOf(150));

  expect(await legalHolds.release('assessment:1', by)).toBe(true);
  expect(await sweep(place)).toMatchObject({ reports: 2 });
  expect((await stored(place)).reports).toContain(reportId);
  expect((await stored(place)).bodies).toContain(hashOf(300));
  expect(await legalHolds.release('assessment:2', by)).toBe(true);
  expect(await legalHolds.release('assessment:2', by)).toBe(false);
  await sweep(place);
  expect((await stored(place)).reports).not.toContain(reportId);
  expect((await stored(place)).bodies).not.toContain(hashOf(300));
  expect((await place.repos.audit.list({ limit: 9 })).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['legal-hold-placed', 'legal-hold-released']),
  );
});

test('what is gone cannot be held: the hold names it and pins nothing', async () => {
  const place = await temporaryStore();
  const { host } = await hostReporting(place.repos, [1]);
  const gone: HeldThing[] = [
    { kind: 'evidence', sha256: 'f'.repeat(64) },
    { kind: 'report', hostId: host, reportId: 'no-such-report' },
    { kind: 'host', hostId: 'no-such-host' },
  ];
  const things: HeldThing[] = [{ kind: 'host', hostId: host }, ...gone];
  expect(await place.repos.legalHolds.hold({ id: 'h', reason: 'r', things }, by)).toEqual(gone);
  expect(await place.repos.legalHolds.find('h')).toBeNull();
});

test('a report that was removed does not come back as a new one', async () => {
  const place = await temporaryStore();
  const { host, reports } = await hostReporting(place.repos, [300, 200, 1]);
  await sweep(place);
  const [first] = reports;
  if (!first) throw new Error('no report');
  expect(await place.repos.reports.storeBatch([{ ...first, receivedAt: today }])).toEqual([
    { status: 'forgotten' },
  ]);
  const next = acceptedReport(host, 4, [], today);
  expect(await place.repos.reports.storeBatch([next])).toMatchObject([{ status: 'stored' }]);
});

test('evidence that only a report states that is kept apart stays as long as that report', async () => {
  const place = await temporaryStore();
  const { host } = await hostReporting(place.repos, [300, 200]);
  const odd = evidenceOf('changing', { of: 'clone' }, daysAgo(150));
  const clone = (id: string) => ({ ...cloneHost, machineIdHash: id });
  await place.store.write
    .updateTable('host')
    .set({ machine_id_hash: 'first' })
    .where('id', '=', host)
    .execute();
  const apart = acceptedReport(host, 3, [odd], daysAgo(50).getTime(), { host: clone('second') });
  expect(await place.repos.reports.storeBatch([apart])).toMatchObject([{ status: 'quarantined' }]);
  await place.store.write.updateTable('evidence_body').set({ named_at: 0 }).execute();
  await sweep(place);
  expect((await stored(place)).bodies).toContain(odd.sha256);
  await place.store.write
    .updateTable('quarantined_report')
    .set({ received_at: daysAgo(150).getTime() })
    .execute();
  expect(await sweep(place)).toMatchObject({ quarantinedReports: 1, bodies: 1 });
  expect((await stored(place)).bodies).not.toContain(odd.sha256);
});

const cloneHost = {
  platform: 'linux' as const,
  name: 'host',
  osName: null,
  osVersion: null,
  architecture: null,
};

test('a feed that was replaced before goes with what no other feed says; the one in force stays', async () => {
  const place = await temporaryStore();
  const { feeds } = place.repos;
  const add = async (day: number, fixed: string) => {
    const part = { name: 'debian', kind: 'advisories', format: 'osv', source: 'x', names: 'source' as const };
    const times = { asOf: '2026-01-01', createdAt: daysAgo(day).getTime() };
    const id = await feeds.begin({ ...part, ...times, covers: [], sha256: 'a', signer: 'b' }, null);
    const set = (name: string, body: string) => ({
      release: 'debian:12',
      package: name,
      sha256: `of ${body}`,
      body: JSON.stringify([body]),
    });
    await feeds.add(id, [set('bash', 'the same'), set('glibc', fixed)]);
    await feeds.putInForce([{ id, name: 'debian', entries: 2 }], {}, { ...by, now: daysAgo(day).getTime() });
    return id;
  };
  const first = await add(300, '1');
  const second = await add(200, '2');
  const third = await add(1, '3');
  const hold = { id: 'h', kind: 'host', subject: 'x', reason: 'because', held_by: 'x', held_at: today };
  await place.store.write.insertInto('legal_hold').values(hold).execute();
  expect(await sweep(place)).toMatchObject({ feeds: 0 });
  await place.store.write.deleteFrom('legal_hold').execute();
  expect(await sweep(place)).toMatchObject({ feeds: 1 });
  expect((await feeds.inForceAt(today)).map(({ id }) => id)).toEqual([third]);
  expect((await feeds.inForceAt(daysAgo(100).getTime())).map(({ id }) => id)).toEqual([second]);
  expect(await feeds.setsOf(first, 'debian:12', ['bash', 'glibc'])).toEqual(new Map());
  const left = await place.store.read.selectFrom('advisory_set').select('sha256').execute();
  expect(left.map((row) => row.sha256).toSorted()).toEqual(['of 2', 'of 3', 'of the same']);
});

test('evidence that a host comes back to is named anew, and stays although its body is old', async () => {
  const place = await temporaryStore();
  const { host, hashOf } = await hostReporting(place.repos, [900, 800]);
  // What held 900 days ago holds again: its body is here, and does not travel.
  const back = evidenceOf('changing', { of: host, day: 900 }, daysAgo(1));
  const bare = { ...acceptedReport(host, 3, [back], daysAgo(1).getTime()), bodies: new Map() };
  expect(await place.repos.reports.storeBatch([bare])).toMatchObject([{ status: 'stored' }]);
  expect(back.sha256).toBe(hashOf(900));
  const rows = await place.store.read.selectFrom('evidence_body').selectAll().execute();
  expect(rows.find(({ sha256 }) => sha256 === back.sha256)?.named_at).toBe(daysAgo(1).getTime());
  await sweep(place);
  expect((await stored(place)).bodies).toContain(back.sha256);
});

test('a body that is named while bodies are swept stays', async () => {
  const place = await temporaryStore();
  const { host, hashOf } = await hostReporting(place.repos, [900, 800, 1]);
  const { retention } = place.repos;
  const before = daysAgo(100).getTime();
  expect(await retention.evidenceSpans(host, before, 50)).toBe(2);
  const named = new Set<string>();
  for await (const hashes of retention.hashesNamed(10)) for (const hash of hashes) named.add(hash);
  expect(named.has(hashOf(900))).toBe(false);
  // Between the look and the removal.
  const back = evidenceOf('changing', { of: host, day: 900 }, daysAgo(0));
  const bare = { ...acceptedReport(host, 4, [back], today), bodies: new Map() };
  expect(await place.repos.reports.storeBatch([bare])).toMatchObject([{ status: 'stored' }]);
  const from = { namedAt: -1, sha256: '' };
  expect(await retention.bodies(from, before, (hash) => named.has(hash), 50)).toMatchObject({ removed: 1 });
  const left = (await stored(place)).bodies;
  expect(left).toContain(hashOf(900));
  expect(left).not.toContain(hashOf(800));
  expect((await place.repos.reports.newestEvidence(host)).get('changing')?.sha256).toBe(hashOf(900));
});
