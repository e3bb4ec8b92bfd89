import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { canonicalJson, isSignedBy, signStatement } from '@tenken/shared';
import type { Statement } from '@tenken/shared';
import type { KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { acceptedReport, enrolledHost, evidenceOf, temporaryStore } from '../../testing.ts';
import { IntegrityRepository } from '../damage/integrity-repository.ts';
import { newestByThemselves } from './report-pack-repository.ts';
import { ReportRepository } from './report-repository.ts';
import type { AcceptedReport } from './report-repository.ts';
import type { Repositories } from '../repositories.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const start = Date.UTC(2026, 10, 1);
const hourMs = 3_600_000;
const receivedAt = (sequence: number) => start + sequence * hourMs;

/** A signed report an hour after the one before: one kind changes every third time, one is not read anew each time. */
function hourly(host: string, sequence: number, changes: Partial<Statement> = {}): AcceptedReport {
  const at = (ms: number) => new Date(receivedAt(sequence) - 5000 + ms);
  const evidence = [
    { ...evidenceOf('steady', { of: host }, at(17)), durationMs: 17 },
    { ...evidenceOf('turning', { turn: Math.floor(sequence / 3) }, at(17 + (sequence % 40))), durationMs: 3 },
    evidenceOf('rare', { of: host }, new Date(start - 1000)),
  ];
  const plain = acceptedReport(host, sequence, evidence, receivedAt(sequence), {
    sentAt: at(900 + sequence).toISOString(),
    scannedAt: at(0).toISOString(),
    ...changes,
  });
  return { ...plain, signature: signStatement(plain.statement, privateKey) };
}

async function hourlyHost(
  repos: Repositories,
  count: number,
  change?: (sequence: number) => Partial<Statement>,
) {
  const host = await enrolledHost(repos, start);
  const reports = Array.from({ length: count }, (_, index) => hourly(host, index + 1, change?.(index + 1)));
  for (const report of reports) {
    expect(await repos.reports.storeBatch([report])).toMatchObject([{ status: 'stored' }]);
  }
  return { host, reports };
}

test('older reports are packed, and are given back byte for byte with their signatures', async () => {
  const { store, repos } = await temporaryStore();
  const { host, reports } = await hourlyHost(repos, 60);
  const listed = await repos.reports.list(host, { limit: 100, offset: 0 });
  const before = await Promise.all(
    reports.map(({ statement }) => repos.reports.signedReport(host, statement.reportId)),
  );
  expect(await repos.reportPacks.pack([host])).toBe(60 - newestByThemselves);
  expect(await repos.reportPacks.pack([host])).toBe(0);
  expect(await store.read.selectFrom('report').select('sequence').execute()).toHaveLength(newestByThemselves);
  for (const [index, { statement, canonicalStatement }] of reports.entries()) {
    const signed = await repos.reports.signedReport(host, statement.reportId);
    expect(signed).toEqual(before[index]);
    expect(canonicalJson(signed?.statement)).toBe(canonicalStatement);
    expect(isSignedBy(canonicalStatement, String(signed?.signature), publicKey)).toBe(true);
  }
  expect(await repos.reports.list(host, { limit: 100, offset: 0 })).toEqual(listed);
  expect(await repos.reports.list(host, { limit: 3, offset: 50 })).toEqual(listed.slice(50, 53));
  expect(await new IntegrityRepository(store).damage()).toEqual([]);
});

test('what is listed is as of one moment, also while reports are packed between two questions', async () => {
  const { store, repos } = await temporaryStore();
  const { host, reports } = await hourlyHost(repos, 60);
  const before = await repos.reports.list(host, { limit: 100, offset: 0 });
  const packed: Promise<number>[] = [];
  const packsAfterFirst: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (packed.length === 0) packed.push(repos.reportPacks.pack([host]));
      await packed[0];
      return result;
    },
  };
  const meanwhile = new ReportRepository({ ...store, read: store.read.withPlugin(packsAfterFirst) });
  expect(await meanwhile.list(host, { limit: 100, offset: 0 })).toEqual(before);
  expect(await Promise.all(packed)).toEqual([60 - newestByThemselves]);
  expect(await repos.reports.list(host, { limit: 100, offset: 0 })).toEqual(before);
  const [one] = reports;
  expect((await meanwhile.signedReport(host, String(one?.statement.reportId)))?.statement).toEqual(
    one?.statement,
  );
});

test('packs grow, and begin anew where a host says something else of itself or most of its evidence changes', async () => {
  const { store, repos } = await temporaryStore();
  const { host, reports } = await hourlyHost(repos, 64, (sequence) =>
    sequence <= 30 ? {} : { agentVersion: '0.2.0' },
  );
  await repos.reportPacks.pack([host]);
  const sizes = async () =>
    (
      await store.read
        .selectFrom('report_pack')
        .select(['reports', 'first_sequence'])
        .orderBy('first_sequence')
        .execute()
    ).map((row) => [row.first_sequence, row.reports]);
  const first = await sizes();
  expect(first.some(([from]) => from === 31)).toBe(true);
  for (let sequence = 65; sequence <= 96; sequence += 1) {
    await repos.reports.storeBatch([hourly(host, sequence, { agentVersion: '0.2.0' })]);
  }
  await repos.reportPacks.pack([host]);
  const later = await sizes();
  expect(later.reduce((sum, [, count = 0]) => sum + count, 0)).toBe(96 - newestByThemselves);
  const [one] = reports.slice(40);
  expect((await repos.reports.signedReport(host, String(one?.statement.reportId)))?.statement).toEqual(
    one?.statement,
  );
});

test('the state as of a moment is that of the report that had come by then, packed or not', async () => {
  const { repos } = await temporaryStore();
  const { host, reports } = await hourlyHost(repos, 40);
  await repos.reportPacks.pack([host]);
  for (const { statement } of reports) {
    const held = await repos.reports.statementAt(host, receivedAt(statement.sequence) + 10);
    expect(held).toMatchObject({
      reportId: statement.reportId,
      statement,
      receivedAt: receivedAt(statement.sequence),
    });
  }
  expect(await repos.reports.statementAt(host, start)).toBeNull();
});

test('a packed report that comes again is a duplicate, with another content a conflict, and under another id a fork', async () => {
  const { repos } = await temporaryStore();
  const { host, reports } = await hourlyHost(repos, 40);
  await repos.reportPacks.pack([host]);
  const [third] = reports.slice(2);
  if (!third) throw new Error('no report');
  const later = { ...third, receivedAt: receivedAt(50) };
  expect(await repos.reports.storeBatch([later])).toEqual([
    { status: 'duplicate', receivedAt: third.receivedAt, lastSequence: 40 },
  ]);
  const { reportId } = third.statement;
  expect(await repos.reports.storeBatch([hourly(host, 3, { reportId, agentVersion: '9.9.9' })])).toEqual([
    { status: 'conflict' },
  ]);
  expect(await repos.reports.storeBatch([hourly(host, 3, { reportId: randomUUID() })])).toMatchObject([
    { status: 'quarantined' },
  ]);
});

test('what was not spelled as the product does, has a gap or was altered stays whole', async () => {
  const { store, repos } = await temporaryStore();
  const odd = new Map([
    [4, { scannedAt: '2026-11-01T04:00:00Z' }],
    [5, { gap: { dropped: 2, since: '2026-11-01T00:00:00.000Z', until: '2026-11-01T01:00:00.000Z' } }],
    [6, { reportId: randomUUID().toUpperCase() }],
  ]);
  const { host, reports } = await hourlyHost(repos, 40, (sequence) => odd.get(sequence) ?? {});
  await store.write.updateTable('report').set({ sha256: 'altered' }).where('sequence', '=', 7).execute();
  await repos.reportPacks.pack([host]);
  const left = await store.read.selectFrom('report').select('sequence').orderBy('sequence').execute();
  expect(left.slice(0, 3).map(({ sequence }) => sequence)).toEqual([4, 6, 7]);
  for (const { statement, canonicalStatement } of reports) {
    const signed = await repos.reports.signedReport(host, statement.reportId);
    expect(canonicalJson(signed?.statement)).toBe(canonicalStatement);
  }
});

test('a pack with another byte is found by its hash', async () => {
  const { store, repos } = await temporaryStore();
  const { host, reports } = await hourlyHost(repos, 40);
  await repos.reportPacks.pack([host]);
  const pack = await store.read
    .selectFrom('report_pack')
    .select(['first_sequence', 'body'])
    .executeTakeFirstOrThrow();
  const body = Buffer.from(pack.body);
  body[body.length - 10] = (body[body.length - 10] ?? 0) ^ 1;
  await store.write
    .updateTable('report_pack')
    .set({ body })
    .where('first_sequence', '=', pack.first_sequence)
    .execute();
  const found = await new IntegrityRepository(store).damage();
  expect(found).toEqual([
    expect.stringMatching(/^reports 1 to \d+ of host .* are not what their hash says$/),
  ]);
  await expect(repos.reports.signedReport(host, String(reports[0]?.statement.reportId))).rejects.toThrow(
    /database-damaged|not what its hash says/,
  );
});

test("a damaged pack is in nobody else's way: new ones begin behind it, and retention goes on after it", async () => {
  const { store, repos } = await temporaryStore();
  const { host } = await hourlyHost(repos, 40);
  await repos.reportPacks.pack([host]);
  await store.write.updateTable('report_pack').set({ sha256: 'altered' }).execute();
  const packs = () => store.read.selectFrom('report_pack').selectAll().orderBy('first_sequence').execute();
  const damaged = await packs();
  for (let sequence = 41; sequence <= 80; sequence += 1) {
    await repos.reports.storeBatch([hourly(host, sequence)]);
  }
  expect(await repos.reportPacks.pack([host])).toBe(40);
  expect((await packs()).length).toBeGreaterThan(damaged.length);
  expect(await repos.retention.packedReports(host, -1, receivedAt(1000), 100)).toMatchObject({ removed: 40 });
  expect(await packs()).toEqual(damaged);
});

test('a late report of a number whose pack is damaged is kept beside it and told of, once, and its host goes on', async () => {
  const { store, repos } = await temporaryStore();
  const { host, reports } = await hourlyHost(repos, 40);
  const { host: other } = await hourlyHost(repos, 1);
  await repos.reportPacks.pack([host]);
  await store.write.updateTable('report_pack').set({ sha256: 'altered' }).execute();
  const stateBefore = await store.read.selectFrom('host').selectAll().where('id', '=', host).execute();
  const late = { ...hourly(host, 7), receivedAt: receivedAt(50) };
  const known = reports[2];
  if (!known) throw new Error('no report');
  // Its answer was lost, and it has come by in a batch with others.
  const again = { ...known, receivedAt: receivedAt(51) };
  expect(await repos.reports.storeBatch([late, hourly(other, 2), again])).toMatchObject([
    { status: 'stored', receivedAt: late.receivedAt, lastSequence: 40 },
    { status: 'stored', lastSequence: 2 },
    { status: 'stored', receivedAt: again.receivedAt, lastSequence: 40 },
  ]);
  expect(await repos.reports.storeBatch([{ ...late, receivedAt: receivedAt(52) }])).toMatchObject([
    { status: 'duplicate', receivedAt: late.receivedAt },
  ]);
  expect(await repos.health.besideDamage()).toEqual({ reports: 2, hosts: 1 });
  expect(await store.read.selectFrom('host').selectAll().where('id', '=', host).execute()).toEqual(
    stateBefore,
  );
  expect(await repos.reports.storeBatch([hourly(host, 41)])).toMatchObject([
    { status: 'stored', lastSequence: 41 },
  ]);
  const kept = await store.read.selectFrom('quarantined_report').select(['report_id', 'reason']).execute();
  expect(kept.map(({ reason }) => reason)).toEqual(['history-damaged', 'history-damaged']);
});

test('retention takes the old reports out of packs, but none that a hold pins, and takes none of them again', async () => {
  const { repos } = await temporaryStore();
  const { host, reports } = await hourlyHost(repos, 40);
  await repos.reportPacks.pack([host]);
  const pinned = reports[4];
  if (!pinned) throw new Error('no report');
  const { reportId } = pinned.statement;
  const by = { actor: 'console:test', now: start };
  const things = [{ kind: 'report', hostId: host, reportId } as const];
  expect(await repos.legalHolds.hold({ id: 'case', reason: 'x', things }, by)).toEqual([]);
  const step = await repos.retention.packedReports(host, -1, receivedAt(21), 100);
  expect(step.removed).toBe(19);
  const left = await repos.reports.list(host, { limit: 100, offset: 0 });
  const numbers = [5, ...Array.from({ length: 20 }, (_, index) => 21 + index)];
  expect(left.map(({ sequence }) => sequence).toReversed()).toEqual(numbers);
  const signed = await repos.reports.signedReport(host, reportId);
  expect(isSignedBy(canonicalJson(signed?.statement), pinned.signature, publicKey)).toBe(true);
  expect(await repos.reports.storeBatch([hourly(host, 3), pinned])).toMatchObject([
    { status: 'forgotten' },
    { status: 'duplicate', receivedAt: pinned.receivedAt },
  ]);
});
