import { expect, test } from 'vitest';
import { acceptedReport, enrolledHost, evidenceOf, sentBody, temporaryStore } from '../../testing.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 0, 0, second));

test('a report counts once, and is answered the same ever after', async () => {
  const { store, repos } = await temporaryStore();
  const host = await enrolledHost(repos);
  const report = acceptedReport(host, 1, [evidenceOf('a', { x: 1 }, at(1))]);
  const [first] = await repos.reports.storeBatch([report]);
  const again = await repos.reports.storeBatch([{ ...report, receivedAt: report.receivedAt + 5000 }, report]);
  expect(first).toEqual({ status: 'stored', receivedAt: report.receivedAt, lastSequence: 1 });
  expect(again).toEqual(
    Array.from({ length: 2 }, () => ({
      status: 'duplicate',
      receivedAt: report.receivedAt,
      lastSequence: 1,
    })),
  );
  expect(await store.read.selectFrom('report').selectAll().execute()).toHaveLength(1);
});

test('a report id that comes back with another content is a conflict, and changes nothing', async () => {
  const { store, repos } = await temporaryStore();
  const host = await enrolledHost(repos);
  const report = acceptedReport(host, 1, [evidenceOf('a', { x: 1 }, at(1))]);
  await repos.reports.storeBatch([report]);
  const { reportId } = report.statement;
  const forged = acceptedReport(host, 2, [evidenceOf('a', { x: 2 }, at(2))], at(2).getTime(), { reportId });
  expect(await repos.reports.storeBatch([forged])).toMatchObject([{ status: 'conflict' }]);
  expect((await repos.reports.newestEvidence(host)).get('a')?.collectedAt).toBe(at(1).toISOString());
  expect(await store.read.selectFrom('evidence_body').selectAll().execute()).toHaveLength(1);
});

test('old never covers new: a late report goes into history only', async () => {
  const { repos } = await temporaryStore();
  const host = await enrolledHost(repos);
  const send = (sequence: number, x: number) =>
    repos.reports.storeBatch([acceptedReport(host, sequence, [evidenceOf('a', { x }, at(sequence))])]);
  await send(5, 5);
  await send(3, 3);
  await send(4, 4);
  const newest = await repos.reports.newestEvidence(host);
  expect(newest.get('a')?.body.result).toEqual({ status: 'read', data: { x: 5 } });
  expect(newest.get('a')?.collectedAt).toBe(at(5).toISOString());
});

test('of two reports of one number, after a person has released the host, the first made the state', async () => {
  const { repos } = await temporaryStore();
  const hosts = [await enrolledHost(repos), await enrolledHost(repos)];
  const send = async (host: string, second: number) => {
    const evidence = ['a', 'b'].map((kind) => evidenceOf(kind, { x: 1 }, at(second)));
    const report = acceptedReport(host, 1, evidence, at(second).getTime());
    await repos.reports.storeBatch([report]);
    return report.statement.reportId;
  };
  const [first, other] = [await send(hosts[0] ?? '', 1), await send(hosts[1] ?? '', 2)];
  for (const host of hosts) {
    await send(host, 3);
    expect(await repos.hosts.release(host, 'first', { actor: 'account:a', now: at(4).getTime() })).toBe(true);
    await send(host, 5);
    expect(await repos.reports.list(host, { limit: 9, offset: 0 })).toHaveLength(2);
  }
  const wanted = hosts.map((host) => ({ host_id: host, kind: 'b' }));
  const found = await repos.reports.newestEvidenceOf([...wanted, { host_id: hosts[0] ?? '', kind: 'c' }]);
  const told = hosts.map((host) =>
    [...(found.get(host) ?? [])].map(([kind, { reportId, collectedAt }]) => [kind, reportId, collectedAt]),
  );
  expect(told).toEqual([[['b', first, at(1).toISOString()]], [['b', other, at(2).toISOString()]]]);
});

test('an unchanged body is stored once, whoever sends it, and its span stays open', async () => {
  const { store, repos } = await temporaryStore();
  const hosts = [await enrolledHost(repos), await enrolledHost(repos)];
  for (const host of hosts) {
    for (let second = 1; second <= 3; second += 1) {
      await repos.reports.storeBatch([acceptedReport(host, second, [evidenceOf('a', { x: 1 }, at(second))])]);
    }
  }
  expect(await store.read.selectFrom('evidence_body').selectAll().execute()).toHaveLength(1);
  expect(await store.read.selectFrom('evidence_span').selectAll().execute()).toHaveLength(2);
  const newest = await repos.reports.newestEvidence(String(hosts[0]));
  expect(newest.get('a')?.collectedAt).toBe(at(3).toISOString());
});

test('a change ends one span where the body was last seen and begins the next', async () => {
  const { store, repos } = await temporaryStore();
  const host = await enrolledHost(repos);
  for (const [second, x] of [
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 1],
  ] as const) {
    await repos.reports.storeBatch([acceptedReport(host, second, [evidenceOf('a', { x }, at(second))])]);
  }
  const spans = await store.read.selectFrom('evidence_span').selectAll().orderBy('first_seen_at').execute();
  expect(spans.map((span) => [span.first_seen_at, span.last_seen_at])).toEqual([
    [at(1).getTime(), at(2).getTime()],
    [at(3).getTime(), at(3).getTime()],
    [at(4).getTime(), at(4).getTime()],
  ]);
});

test('a batch with one report that cannot be stored stores none', async () => {
  const { store, repos } = await temporaryStore();
  const host = await enrolledHost(repos);
  const good = acceptedReport(host, 1, [evidenceOf('a', { x: 1 }, at(1))]);
  const orphan = acceptedReport('no-such-host', 1, [evidenceOf('a', { x: 2 }, at(1))]);
  await expect(repos.reports.storeBatch([good, orphan])).rejects.toThrow();
  expect(await store.read.selectFrom('report').selectAll().execute()).toHaveLength(0);
  expect(await store.read.selectFrom('evidence_body').selectAll().execute()).toHaveLength(0);
});

test('evidence that is named and neither sent nor known stores nothing and is asked for', async () => {
  const { store, repos } = await temporaryStore();
  const host = await enrolledHost(repos);
  const [a, b] = [evidenceOf('a', { x: 1 }, at(1)), evidenceOf('b', { x: 1 }, at(1))];
  const report = acceptedReport(host, 1, [a, b]);
  const halves = { ...report, bodies: new Map([[a.sha256, sentBody(a.body)]]) };
  expect(await repos.reports.storeBatch([halves])).toEqual([{ status: 'missing', hashes: [b.sha256] }]);
  expect(await store.read.selectFrom('report').selectAll().execute()).toEqual([]);
  expect(await store.read.selectFrom('evidence_body').selectAll().execute()).toEqual([]);
  expect(await repos.reports.storeBatch([report])).toMatchObject([{ status: 'stored' }]);
});

test('a hash that is known from any host needs no body, but is of its own kind only', async () => {
  const { repos } = await temporaryStore();
  const [first, second] = [await enrolledHost(repos), await enrolledHost(repos)];
  const known = evidenceOf('a', { x: 1 }, at(1));
  await repos.reports.storeBatch([acceptedReport(first, 1, [known])]);
  const bare = { ...acceptedReport(second, 1, [known]), bodies: new Map() };
  expect(await repos.reports.storeBatch([bare])).toMatchObject([{ status: 'stored' }]);
  const posing = acceptedReport(second, 2, [], Date.now(), {
    evidence: [{ kind: 'b', collectedAt: at(2).toISOString(), durationMs: 1, sha256: known.sha256 }],
  });
  expect(await repos.reports.storeBatch([posing])).toEqual([{ status: 'kind-wrong', kind: 'b' }]);
});

test('another attempt to send is the same report; another content under its id is none', async () => {
  const { repos } = await temporaryStore();
  const host = await enrolledHost(repos);
  const evidence = [evidenceOf('a', { x: 1 }, at(1))];
  const first = acceptedReport(host, 1, evidence, at(1).getTime());
  const { reportId } = first.statement;
  const later = { scannedAt: at(1).toISOString(), reportId };
  const again = acceptedReport(host, 1, evidence, at(9).getTime(), later);
  const other = acceptedReport(host, 2, evidence, at(9).getTime(), later);
  expect(await repos.reports.storeBatch([first, again, other])).toMatchObject([
    { status: 'stored' },
    { status: 'duplicate', receivedAt: at(1).getTime() },
    { status: 'conflict' },
  ]);
});
