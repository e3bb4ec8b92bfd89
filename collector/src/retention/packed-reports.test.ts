import { generateKeyPairSync } from 'node:crypto';
import { canonicalJson, isSignedBy, signStatement } from '@tenken/shared';
import { expect, test } from 'vitest';
import { IntegrityRepository } from '../store/damage/integrity-repository.ts';
import type { AcceptedReport } from '../store/reports/report-repository.ts';
import type { Repositories } from '../store/repositories.ts';
import type { Store } from '../store/store.ts';
import { acceptedReport, enrolledHost, evidenceOf, temporaryStore } from '../testing.ts';
import { swept } from './testing.ts';

type Place = { repos: Repositories; store: Store };

const dayMs = 24 * 60 * 60 * 1000;
const today = Date.UTC(2026, 10, 21);
const keepMs = 100 * dayMs;
const by = { actor: 'console:test', now: today };
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const sweep = (place: Place) => swept(place, { now: today, keepMs });
const isOld = ({ receivedAt }: AcceptedReport) => receivedAt < today - keepMs;
const idOf = ({ statement }: AcceptedReport) => statement.reportId;
const changing = (host: string, day: number) =>
  evidenceOf('changing', { of: host, day }, new Date(today - day * dayMs));

const steadyKinds = ['accounts', 'firewall', 'packages', 'services'];

/** What a host said so many days ago: one kind of its evidence is another each day. */
function signedReport(
  host: string,
  sequence: number,
  day: number,
  more: readonly string[] = [],
): AcceptedReport {
  const at = today - day * dayMs;
  const steady = [...steadyKinds, ...more].map((kind) => evidenceOf(kind, { of: host }, new Date(at)));
  const report = acceptedReport(host, sequence, [...steady, changing(host, day)], at);
  return { ...report, signature: signStatement(report.statement, privateKey) };
}

/** A host that reported once a day from 130 days ago until 51: the older of its reports are in one pack. */
async function packedHost({ repos, store }: Place, kindsOf: (day: number) => readonly string[] = () => []) {
  const host = await enrolledHost(repos, today - 1000 * dayMs);
  const reports: AcceptedReport[] = [];
  for (let day = 130; day > 50; day -= 1) {
    reports.push(signedReport(host, reports.length + 1, day, kindsOf(day)));
  }
  // Where packs lie by months, they do so from the beginning.
  await repos.months.makeFor(reports.map(({ receivedAt }) => receivedAt));
  for (const report of reports) await repos.reports.storeBatch([report]);
  while ((await repos.reportPacks.pack([host])) > 0);
  const loose = await store.read
    .selectFrom('report')
    .select('sequence')
    .where('host_id', '=', host)
    .orderBy('sequence')
    .execute();
  expect(loose[0]?.sequence).toBe(reports.length - loose.length + 1);
  return { host, reports };
}

/** That these are there as their host signed them, and none of the others. */
async function isKept(
  { repos, store }: Place,
  { host, reports }: { host: string; reports: readonly AcceptedReport[] },
  isKeptReport: (report: AcceptedReport) => boolean,
): Promise<void> {
  const listed = await repos.reports.list(host, { limit: 1000, offset: 0 });
  expect(listed.map(({ sequence }) => sequence).toReversed()).toEqual(
    reports.filter(isKeptReport).map(({ statement }) => statement.sequence),
  );
  for (const report of reports) {
    const found = await repos.reports.signedReport(host, idOf(report));
    if (!isKeptReport(report)) {
      expect(found).toBeNull();
      continue;
    }
    expect(canonicalJson(found?.statement)).toBe(report.canonicalStatement);
    expect(found).toMatchObject({
      signature: report.signature,
      fingerprint: report.fingerprint,
      receivedAt: new Date(report.receivedAt).toISOString(),
    });
    expect(isSignedBy(report.canonicalStatement, String(found?.signature), publicKey)).toBe(true);
  }
  expect(await new IntegrityRepository(store).damage()).toEqual([]);
}

async function packsOf({ store }: Place, host: string) {
  return store.read
    .selectFrom('report_pack')
    .selectAll()
    .where('host_id', '=', host)
    .orderBy('first_sequence')
    .execute();
}

async function bodies({ store }: Place): Promise<Set<string>> {
  const rows = await store.read.selectFrom('evidence_body').select('sha256').execute();
  return new Set(rows.map(({ sha256 }) => sha256));
}

test('what of a pack is past its keeping goes with its evidence; the rest of the pack stays byte for byte', async () => {
  const place = await temporaryStore();
  const packed = await packedHost(place);
  const { host, reports } = packed;
  const old = reports.filter(isOld);
  expect(old.length).toBeGreaterThan(20);
  expect(await sweep(place)).toMatchObject({ reports: old.length, bodies: old.length });
  await isKept(place, packed, (report) => !isOld(report));
  const [pack] = await packsOf(place, host);
  expect(pack).toMatchObject({ first_sequence: old.length + 1, last_sequence: reports.length - 8 });
  const left = await bodies(place);
  expect([left.has(changing(host, 110).sha256), left.has(changing(host, 90).sha256)]).toEqual([false, true]);
  // What is gone is not taken for new, and what is there counts once.
  const [first] = reports;
  const [kept] = reports.slice(old.length);
  if (!first || !kept) throw new Error('no report');
  expect(await place.repos.reports.storeBatch([first, kept])).toMatchObject([
    { status: 'forgotten' },
    { status: 'duplicate', receivedAt: kept.receivedAt },
  ]);
  expect(await sweep(place)).toMatchObject({ reports: 0, bodies: 0 });
});

test('reports in a pack that holds pin stay byte for byte with their evidence, and those around them go', async () => {
  const place = await temporaryStore();
  const packed = await packedHost(place);
  const { host, reports } = packed;
  const pinned = [0, 9, 10, 25].flatMap((at) => reports[at] ?? []);
  for (const report of pinned) {
    const things = [{ kind: 'report', hostId: host, reportId: idOf(report) }] as const;
    const hold = { id: `hold-${report.statement.sequence}`, reason: 'frozen', things };
    expect(await place.repos.legalHolds.hold(hold, by)).toEqual([]);
  }
  expect(await sweep(place)).toMatchObject({ reports: reports.filter(isOld).length - 4 });
  await isKept(place, packed, (report) => !isOld(report) || pinned.includes(report));
  const held = [130, 121, 120, 105].map((day) => changing(host, day).sha256);
  const left = await bodies(place);
  expect(held.filter((sha256) => !left.has(sha256))).toEqual([]);
  expect(left.has(changing(host, 119).sha256)).toBe(false);
  expect(await place.repos.reports.storeBatch(pinned.slice(1, 2))).toMatchObject([{ status: 'duplicate' }]);
  // Of two neighbours one is let go.
  expect(await place.repos.legalHolds.release('hold-10', by)).toBe(true);
  expect(await sweep(place)).toMatchObject({ reports: 1, bodies: 1 });
  const still = pinned.filter(({ statement }) => statement.sequence !== 10);
  await isKept(place, packed, (report) => !isOld(report) || still.includes(report));
});

test('the packs of a host that is held stay as they are, and go by the policy once it is not', async () => {
  const place = await temporaryStore();
  const [packed, other] = [await packedHost(place), await packedHost(place)];
  const things = [{ kind: 'host', hostId: packed.host }] as const;
  expect(await place.repos.legalHolds.hold({ id: 'case', reason: 'lawsuit', things }, by)).toEqual([]);
  const before = await packsOf(place, packed.host);
  const old = packed.reports.filter(isOld).length;
  expect(await sweep(place)).toMatchObject({ reports: old });
  expect(await packsOf(place, packed.host)).toEqual(before);
  await isKept(place, packed, () => true);
  await isKept(place, other, (report) => !isOld(report));
  expect((await bodies(place)).has(changing(packed.host, 130).sha256)).toBe(true);
  expect(await place.repos.legalHolds.release('case', by)).toBe(true);
  expect(await sweep(place)).toMatchObject({ reports: old });
  await isKept(place, packed, (report) => !isOld(report));
});

test('a hold on evidence keeps its body, not the packed reports that state it; what is gone cannot be held', async () => {
  const place = await temporaryStore();
  const packed = await packedHost(place);
  const { sha256 } = changing(packed.host, 120);
  const hold = { id: 'case', reason: 'frozen', things: [{ kind: 'evidence', sha256 }] as const };
  expect(await place.repos.legalHolds.hold(hold, by)).toEqual([]);
  await sweep(place);
  await isKept(place, packed, (report) => !isOld(report));
  expect((await bodies(place)).has(sha256)).toBe(true);
  const [first] = packed.reports;
  if (!first) throw new Error('no report');
  const things = [{ kind: 'report', hostId: packed.host, reportId: idOf(first) }] as const;
  expect(await place.repos.legalHolds.hold({ id: 'late', reason: 'frozen', things }, by)).toEqual(things);
});

test('a packed report that the newest evidence of a kind rests on stays, however old', async () => {
  const place = await temporaryStore();
  // Once a kind was read for the last time 115 days ago.
  const packed = await packedHost(place, (day) => (day >= 115 ? ['given-up'] : []));
  const resting = packed.reports.find(({ receivedAt }) => receivedAt === today - 115 * dayMs);
  await sweep(place);
  await isKept(place, packed, (report) => !isOld(report) || report === resting);
  const newest = await place.repos.reports.newestEvidence(packed.host);
  expect(newest.get('given-up')?.reportId).toBe(resting && idOf(resting));
});

test('a report that is held while it lies by itself is held in its pack too', async () => {
  const place = await temporaryStore();
  const packed = await packedHost(place);
  const { host, reports } = packed;
  const last = reports.at(-1);
  if (!last) throw new Error('no report');
  const things = [{ kind: 'report', hostId: host, reportId: idOf(last) }] as const;
  expect(await place.repos.legalHolds.hold({ id: 'case', reason: 'frozen', things }, by)).toEqual([]);
  for (let day = 50; day > 20; day -= 1) {
    reports.push(signedReport(host, reports.length + 1, day));
    await place.repos.reports.storeBatch(reports.slice(-1));
  }
  expect(await place.repos.reportPacks.pack([host])).toBeGreaterThan(0);
  const keptSince = today - 40 * dayMs;
  await swept(place, { now: today, keepMs: today - keptSince });
  await isKept(place, packed, (report) => report.receivedAt >= keptSince || report === last);
});
