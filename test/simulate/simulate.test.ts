import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { signStatement } from '@tenken/shared';
import { expect, test } from 'vitest';
import { openStoreOf } from '../../collector/src/store/database-place.ts';
import { openDataDirectory } from '../../collector/src/store/data-directory.ts';
import { repositories } from '../../collector/src/store/repositories.ts';
import { acceptedReport, enrolledHost, evidenceOf } from '../../collector/src/testing.ts';
import { enrolEach } from '../bench/storm/enrol-in-bulk.ts';
import { ownCollector } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { readOptions, WrongOption } from './options.ts';
import { Promises } from './promises.ts';
import type { Promised } from './promises.ts';
import { simulate } from './simulate.ts';
import type { SimulateOptions } from './options.ts';

function options(...args: string[]): SimulateOptions {
  const read = readOptions(args, {});
  if (!read) throw new Error('help');
  return read;
}

test('ten hosts with wrong clocks, failing probes and lost answers, and a collector that is killed: nothing is lost', async () => {
  const wanted = ['--hosts', '10', '--minutes', '0.09', '--rate', '12', '--outage', '4s/1s'];
  const { record, kept, outages, unacknowledged, costs } = await simulate(
    options(...wanted, '--failures', '0.3', '--skew', '10m', '--drift', '0.2'),
  );
  expect(outages).toBe(1);
  expect(unacknowledged).toBe(0);
  expect([...record.refused]).toEqual([]);
  expect(record.accepted + record.duplicates).toBe(record.made);
  expect(record.made).toBeGreaterThan(30);
  // Answers that were lost had been stored.
  expect(record.duplicates).toBeGreaterThan(0);
  expect(record.resumed).toBeGreaterThan(0);
  expect(kept).toMatchObject({ checked: record.made, lost: 0, twice: 0, wrong: 0 });
  expect(costs?.collectorCpuMs).toBeGreaterThan(0);
});

test('a collector that runs already: it is told how far it is', async () => {
  const { url, directory, context } = await ownCollector();
  const made = { label: '', actor: 'console:test', now: Date.now(), lifetimeMs: 60_000, uses: 10 };
  const token = await context.repositories.enrolmentTokens.create(made);
  const given = [
    '--server',
    url,
    '--authority',
    join(directory.authority, 'authority.pem'),
    '--token',
    token,
  ];
  const told: string[] = [];
  const { kept } = await simulate(options('--hosts', '10', '--minutes', '0.09', '--rate', '4', ...given), {
    progress: (what) => void told.push(what),
  });
  expect(kept).toMatchObject({ lost: 0, twice: 0, wrong: 0 });
  expect(kept.checked).toBeGreaterThan(10);
  expect(told.join('\n')).toMatch(
    /enrolled 10 of 10 hosts\nminute 0\.1 of 0\.09: \d+ reports accepted\nsends a sample .* again$/,
  );
});

test('what was promised is looked for by itself and in packs; what is not stored so counts as lost or wrong', async () => {
  const folder = scratchFolder();
  const data = join(folder, 'data');
  await enrolEach(data, 1, () => undefined);
  const promised = await packedReports(data);
  const promises = new Promises(join(folder, 'acknowledged'));
  const [first, second, ...others] = promised;
  for (const one of others) promises.add(one);
  promises.add({ ...first, reportId: crypto.randomUUID() } as Promised);
  promises.add({ ...second, receivedAt: 1 } as Promised);
  await promises.end();
  expect(await promises.checkIn(data)).toMatchObject({
    checked: promised.length,
    lost: 1,
    twice: 0,
    wrong: 1,
  });
});

/** Reports of one host, the older ones of which are in a pack. */
async function packedReports(data: string): Promise<Promised[]> {
  const store = await openStoreOf(openDataDirectory(data));
  try {
    const repos = repositories(store);
    const host = await enrolledHost(repos);
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const stored = Array.from({ length: 40 }, (_, index) => {
      const at = Date.now() + index;
      const report = acceptedReport(host, index + 1, [evidenceOf('accounts', { index }, new Date(at))], at);
      return { ...report, signature: signStatement(report.statement, key) };
    });
    for (const report of stored) await repos.reports.storeBatch([report]);
    expect(await repos.reportPacks.pack([host])).toBeGreaterThan(0);
    return stored.map(({ hostId, sha256, receivedAt, statement }) => {
      return { hostId, sha256, receivedAt, reportId: statement.reportId };
    });
  } finally {
    await store.close();
  }
}

test.each([
  [['--hosts', '5'], /--hosts 5: a number from 10/],
  [['--hosts', '10.5'], /a whole number/],
  [['--rate', '5', '--interval', '1h'], /same twice/],
  [['--skew', '5'], /a time such as/],
  [['--outage', '5m'], /such as 5m\/30s/],
  [['--outage', '30s/5m'], /never be there/],
  [['--outage', '5m/30s/0'], /--outage 0: a number from 1/],
  [['--hosts', '-5'], /--hosts -5: a number from 10/],
  [['--minutes', '-.5'], /--minutes -.5: a number from 0.01/],
  [['--database', 'oracle'], /--database oracle/],
  [['--database', 'postgres://a:secret@localhost/b'], /no password.*--database-password-file/],
  [['--database-password-file', 'file'], /--database gives the address/],
  [['--server', 'http://localhost'], /https:/],
  [['--server', 'https://localhost'], /--authority FILE/],
  [['--server', 'https://localhost', '--authority', 'a.pem'], /--token/],
  [['--token', 'x'], /--server/],
  [['--hosst', '10'], /--help/],
])('%j is refused with what to change', (args, expected) => {
  expect(() => readOptions(args, {})).toThrow(expected);
  expect(() => readOptions(args, {})).toThrow(WrongOption);
});

test('an outage comes again and again, or so often as is said', () => {
  const outage = { everyMs: 300_000, forMs: 30_000 };
  expect(options('--outage', '5m/30s').outage).toEqual({ ...outage, times: Infinity });
  expect(options('--outage', '5m/30s/2').outage).toEqual({ ...outage, times: 2 });
});

test('an interval is the pace of all hosts', () => {
  expect(options('--hosts', '3600', '--interval', '1h').reportsPerSecond).toBe(1);
  expect(options('--hosts', '10', '--minutes', '1')).toMatchObject({
    reportsPerSecond: 0.5,
    intervalMs: 20_000,
  });
  expect(readOptions(['--help'])).toBeNull();
});
