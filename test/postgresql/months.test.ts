import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { swept } from '@tenken/collector/src/retention/testing.ts';
import { MonthRepository } from '@tenken/collector/src/store/retention/month-repository.ts';
import { openPostgresStore } from '@tenken/collector/src/store/postgres/open.ts';
import { monthAt, monthsOf } from '@tenken/collector/src/store/postgres/months.ts';
import { repositories } from '@tenken/collector/src/store/repositories.ts';
import type { Repositories } from '@tenken/collector/src/store/repositories.ts';
import type { AcceptedReport } from '@tenken/collector/src/store/reports/report-repository.ts';
import type { Store } from '@tenken/collector/src/store/store.ts';
import { wrongTallies } from '@tenken/collector/src/store/tallies/tally-check.ts';
import {
  acceptedReport,
  enrolledHost,
  evidenceOf,
  temporaryDatabase,
  temporarySqliteStore,
} from '@tenken/collector/src/testing.ts';

const dayMs = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 10, 21, 9);
const keepMs = 100 * dayMs;
const by = { actor: 'console:test', now };

type Opened = { store: Store; repos: Repositories };

async function onServer(): Promise<Opened> {
  const store = await openPostgresStore({ url: await temporaryDatabase() });
  onTestFinished(() => store.close());
  return { store, repos: repositories(store) };
}

const sweep = (opened: Opened) => swept(opened, { now, keepMs });

/** A host that has reported once a day since so many days ago, until so many, its older reports packed. */
async function daily({ repos }: Opened, from: number, until = 0) {
  const host = await enrolledHost(repos, now - 1000 * dayMs);
  const reports: AcceptedReport[] = [];
  for (let day = from; day >= until; day -= 1) {
    const at = now - day * dayMs;
    const evidence = [
      evidenceOf('steady', { of: host }, new Date(at)),
      evidenceOf('day', { day }, new Date(at)),
    ];
    // A pack begins anew where a host says something else of itself.
    const agentVersion = `0.1.${new Date(at).getUTCMonth()}`;
    const report = acceptedReport(host, reports.length + 1, evidence, at, { agentVersion });
    reports.push({
      ...report,
      signature: Buffer.from(`signature of ${report.statement.reportId}`).toString('base64'),
    });
  }
  expect(new Set((await repos.reports.storeBatch(reports)).map(({ status }) => status))).toEqual(
    new Set(['stored']),
  );
  while ((await repos.reportPacks.pack([host])) > 0);
  return { host, reports };
}

async function packsIn({ store }: Opened): Promise<Record<string, number>> {
  const { rows } = await sql<{ table: string; packs: number }>`
    select tableoid::regclass::text as table, count(*) as packs from report_pack group by 1 order by 1`.execute(
    store.read,
  );
  return Object.fromEntries(rows.map(({ table, packs }) => [table, packs]));
}

/** The months that reports of so many days need, as a collector that ran then has made them. */
async function monthsSince({ repos }: Opened, days: number): Promise<void> {
  for (let day = days; day > 0; day -= 20) await repos.months.makeAhead(now - day * dayMs);
  await repos.months.makeAhead(now);
}

async function monthNames({ store }: Opened): Promise<string[]> {
  return (await monthsOf(store.read, 'report_pack')).map(({ name }) => name);
}

test('months are made before they begin, once, and take what lay in the rest meanwhile', async () => {
  const opened = await onServer();
  const { repos } = opened;
  const start = Date.now();
  expect(await repos.months.makeAhead(start)).toEqual([]);
  const later = monthAt('report_pack', start, 5);
  const host = await enrolledHost(repos, start);
  const reports = Array.from({ length: 40 }, (_, index) => {
    const at = later.from + index * 60_000;
    return acceptedReport(host, index + 1, [evidenceOf('steady', {}, new Date(at))], at);
  });
  await repos.reports.storeBatch(reports);
  expect(await repos.reportPacks.pack([host])).toBeGreaterThan(0);
  expect(await packsIn(opened)).toEqual({ report_pack_rest: 1 });
  const listed = await repos.reports.list(host, { limit: 100, offset: 0 });
  const made = await Promise.all([repos.months.makeAhead(later.from), repos.months.makeAhead(later.from)]);
  expect(made.flat().toSorted()).toEqual(
    [0, 1, 2].map((more) => monthAt('report_pack', later.from, more).name),
  );
  expect(await packsIn(opened)).toEqual({ [later.name]: 1 });
  expect(await repos.reports.list(host, { limit: 100, offset: 0 })).toEqual(listed);
});

test('a month that is past its keeping goes as a whole, but for what a hold or newest evidence needs', async () => {
  const opened = await onServer();
  const { repos, store } = opened;
  await monthsSince(opened, 220);
  const plain = await daily(opened, 210);
  const held = await daily(opened, 210);
  const silent = await daily(opened, 210, 160);
  const oldest = held.reports[3];
  if (!oldest) throw new Error('no report');
  const things = [{ kind: 'report', hostId: held.host, reportId: oldest.statement.reportId } as const];
  expect(await repos.legalHolds.hold({ id: 'case', reason: 'x', things }, by)).toEqual([]);
  const before = await monthNames(opened);
  const old = before.filter((name) => name < monthAt('report_pack', now - keepMs).name);
  expect(old.length).toBeGreaterThan(2);

  const removed = await sweep(opened);
  expect((await monthNames(opened)).filter((name) => old.includes(name))).toEqual([]);
  expect(Object.keys(await packsIn(opened))).toContain('report_pack_rest');
  const cut = now - keepMs;
  for (const { host, reports } of [plain, held]) {
    const listed = await repos.reports.list(host, { limit: 1000, offset: 0 });
    const stays = reports.filter((report) => report.receivedAt >= cut || report === oldest);
    expect(new Set(listed.map(({ reportId }) => reportId))).toEqual(
      new Set(stays.map(({ statement }) => statement.reportId)),
    );
  }
  const newestOfSilent = await repos.reports.list(silent.host, { limit: 1000, offset: 0 });
  expect(newestOfSilent.map(({ sequence }) => sequence)).toEqual([silent.reports.length]);
  expect((await repos.reports.signedReport(held.host, oldest.statement.reportId))?.statement).toEqual(
    oldest.statement,
  );
  const gone = [plain, held, silent]
    .flatMap(({ reports }) => reports)
    .filter(({ receivedAt }) => receivedAt < cut);
  expect(removed.reports).toBe(gone.length - 2);
  expect(await wrongTallies(store)).toEqual([]);

  // What is gone is not taken again, and what is there still counts once.
  const [first] = plain.reports;
  const last = plain.reports.at(-20);
  if (!first || !last) throw new Error('no report');
  expect(await repos.reports.storeBatch([first, last, oldest])).toMatchObject([
    { status: 'forgotten' },
    { status: 'duplicate', receivedAt: last.receivedAt },
    { status: 'duplicate', receivedAt: oldest.receivedAt },
  ]);
  // A hold that is released: the rest is looked at pack by pack.
  expect(await repos.legalHolds.release('case', by)).toBe(true);
  await sweep(opened);
  expect(await repos.reports.signedReport(held.host, oldest.statement.reportId)).toBeNull();
});

test('both databases keep and forget the same', async () => {
  const [left, right] = [await temporarySqliteStore(), await onServer()];
  await monthsSince(right, 220);
  const states = [];
  for (const opened of [left, right]) {
    const host = (await daily(opened, 210)).host;
    const removed = await sweep(opened);
    const { forgotten_sequence: forgotten } = await opened.store.read
      .selectFrom('host')
      .select('forgotten_sequence')
      .where('id', '=', host)
      .executeTakeFirstOrThrow();
    const listed = await opened.repos.reports.list(host, { limit: 1000, offset: 0 });
    const audit = await opened.repos.audit.list({ limit: 1 });
    states.push({
      removed,
      forgotten,
      listed: listed.map(({ sequence, receivedAt }) => [sequence, receivedAt]),
      told: audit.map(({ action, details }) => ({ action, details })),
    });
  }
  expect(states[1]).toEqual(states[0]);
});

test('who reads for long is not waited for: the month stays until the next sweep, its packs go one by one', async () => {
  const opened = await onServer();
  const { repos, store } = opened;
  await monthsSince(opened, 220);
  await daily(opened, 210);
  const before = await monthNames(opened);
  const begun = Promise.withResolvers<void>();
  const enough = Promise.withResolvers<void>();
  const reading = store.read.transaction().execute(async (db) => {
    await sql`select count(*) from report_pack`.execute(db);
    begun.resolve();
    await enough.promise;
  });
  onTestFinished(() => enough.resolve());
  await begun.promise;
  expect(await repos.months.removeBefore(now - keepMs)).toBe(0);
  expect(await monthNames(opened)).toEqual(before);
  enough.resolve();
  await reading;
  expect(await repos.months.removeBefore(now - keepMs)).toBeGreaterThan(0);
  expect((await monthNames(opened)).length).toBeLessThan(before.length);
});

test('a host that comes back while its month is being removed keeps what it has sent', async () => {
  const opened = await onServer();
  const { store, repos } = opened;
  await monthsSince(opened, 220);
  const { host, reports } = await daily(opened, 210, 160);
  const last = reports.at(-1);
  if (!last) throw new Error('no report');
  const { agentVersion } = last.statement;
  const fresh = Array.from({ length: 40 }, (_, index) => {
    const at = now - dayMs + index * 60_000;
    // The same as in its last report, so that they come to lie in one pack.
    const evidence = [
      evidenceOf('steady', { of: host }, new Date(at)),
      evidenceOf('day', { day: 160 }, new Date(at)),
    ];
    return acceptedReport(host, reports.length + 1 + index, evidence, at, { agentVersion });
  });
  await repos.reports.storeBatch(fresh.slice(0, 1));
  const oldMonths = async () =>
    (await monthNames(opened)).filter((name) => name < monthAt('report_pack', now - keepMs).name);
  type Work = Parameters<ReturnType<Store['write']['transaction']>['execute']>[0];
  // It comes back after its month was found to hold nothing new.
  const execute = async (work: Work) => {
    if ((await oldMonths())[0] === monthAt('report_pack', last.receivedAt).name) {
      await repos.reports.storeBatch(fresh);
      while ((await repos.reportPacks.pack([host])) > 0);
    }
    return store.write.transaction().execute(work);
  };
  const write = { transaction: () => ({ execute }) } as unknown as Store['write'];
  await new MonthRepository({ ...store, write }).removeBefore(now - keepMs);
  expect(await oldMonths()).toEqual([]);
  const listed = await repos.reports.list(host, { limit: 1000, offset: 0 });
  const numbers = new Set(listed.map(({ sequence }) => sequence));
  expect(fresh.map(({ statement }) => statement.sequence).filter((one) => !numbers.has(one))).toEqual([]);
});
