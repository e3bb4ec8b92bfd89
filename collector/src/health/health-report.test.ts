import { describe, expect, test } from 'vitest';
import type { HealthFacts } from './facts.ts';
import { healthReport } from './health-report.ts';

const now = new Date('2026-11-22T00:00:00Z');
const dayMs = 24 * 60 * 60 * 1000;
const gigabyte = 1024 ** 3;

const well: HealthFacts = {
  now,
  disk: { freeBytes: 50 * gigabyte, totalBytes: 100 * gigabyte },
  installation: 'package',
  folder: '/var/lib/tenken',
  databaseServer: null,
  databaseBytes: gigabyte,
  walBytes: 4 * 1024 * 1024,
  running: {
    readOnly: null,
    waitingReports: 0,
    waitingMs: 0,
    judgingSince: null,
    judgingFailed: null,
    certificateProblem: null,
  },
  judgingPaused: false,
  hostsToJudge: 0,
  certificates: [
    { what: 'page', notAfterAt: now.getTime() + 300 * dayMs },
    { what: 'authority', notAfterAt: now.getTime() + 3000 * dayMs },
  ],
  hosts: { total: 100, silent: 1, quarantined: 0, olderAgents: 0 },
  besideDamage: { reports: 0, hosts: 0 },
  newestReportAt: now.getTime() - 1000,
  clocks: { hosts: 99, medianSkewMs: 12 },
  backup: { madeAt: now.getTime() - dayMs, limitMs: 7 * dayMs },
  feeds: [{ name: 'os', kind: 'os-support', asOf: '2026-11-01', ageDays: 21, limitDays: 365, tooOld: false }],
};
const running = well.running as NonNullable<HealthFacts['running']>;

function stateOf(changed: Partial<HealthFacts>, id: string) {
  const check = healthReport({ ...well, ...changed }).checks.find((one) => one.id === id);
  return check?.state;
}

test('a collector that is well says so, and asks for nothing', () => {
  const report = healthReport(well);
  expect(report.state).toBe('ok');
  expect(report.checks.map(({ action }) => action)).toEqual(report.checks.map(() => null));
});

const at = now.getTime();
describe.each([
  ['disk-space', 'warning', { disk: { freeBytes: 9 * gigabyte, totalBytes: 100 * gigabyte } }],
  ['disk-space', 'warning', { databaseBytes: 60 * gigabyte }],
  ['disk-space', 'problem', { disk: { freeBytes: gigabyte, totalBytes: 100 * gigabyte } }],
  ['disk-space', 'unknown', { disk: null }],
  ['history', 'problem', { besideDamage: { reports: 1, hosts: 1 } }],
  ['write-ahead-log', 'warning', { walBytes: gigabyte / 2 }],
  ['write-ahead-log', 'problem', { walBytes: 2 * gigabyte }],
  [
    'storage',
    'problem',
    { running: { ...running, readOnly: { reason: 'disk-full', since: now, cause: 'x' } } },
  ],
  [
    'storage',
    'problem',
    { running: { ...running, readOnly: { reason: 'database-away', since: now, cause: 'x' } } },
  ],
  ['backup', 'unknown', { databaseServer: 'db.example.jp/tenken' }],
  // What a server needs of its own disk says nothing of the folder's.
  ['disk-space', 'ok', { databaseServer: 'x/tenken', databaseBytes: 600 * gigabyte }],
  ['disk-space', 'ok', { databaseServer: 'x/tenken', databaseBytes: null }],
  ['write-ahead-log', 'ok', { databaseServer: 'x/tenken', walBytes: null }],
  ['storage', 'unknown', { running: null }],
  ['ingest', 'warning', { running: { ...running, waitingReports: 2000, waitingMs: 1500 } }],
  ['judging', 'ok', { hostsToJudge: 9, running: { ...running, judgingSince: at - 60_000 } }],
  ['judging', 'warning', { hostsToJudge: 9, running: { ...running, judgingSince: at - 11 * 60_000 } }],
  ['judging', 'warning', { judgingPaused: true }],
  ['judging', 'problem', { hostsToJudge: 9, running: { ...running, judgingSince: at - 61 * 60_000 } }],
  ['judging', 'problem', { running: { ...running, judgingFailed: 'no such table' } }],
  ['certificates', 'warning', { certificates: [{ what: 'page', notAfterAt: at + 20 * dayMs }] }],
  ['certificates', 'problem', { certificates: [{ what: 'page', notAfterAt: at + 2 * dayMs }] }],
  ['certificates', 'problem', { certificates: [{ what: 'page', notAfterAt: at - dayMs }] }],
  ['certificates', 'warning', { certificates: [{ what: 'authority', notAfterAt: at + 100 * dayMs }] }],
  ['certificates', 'warning', { running: { ...running, certificateProblem: 'is not the key' } }],
  ['certificates', 'unknown', { certificates: [] }],
  ['clock', 'problem', { newestReportAt: at + 6 * 60_000 }],
  ['clock', 'warning', { clocks: { hosts: 3, medianSkewMs: -6 * 60_000 } }],
  ['clock', 'ok', { clocks: { hosts: 2, medianSkewMs: -6 * 60_000 } }],
  ['backup', 'warning', { backup: { madeAt: at - 8 * dayMs, limitMs: 7 * dayMs } }],
  ['backup', 'warning', { backup: { madeAt: null, limitMs: 7 * dayMs } }],
  ['feeds', 'warning', { feeds: [{ ...well.feeds[0], ageDays: 360 }] }],
  ['feeds', 'problem', { feeds: [{ ...well.feeds[0], tooOld: true }] }],
  ['hosts', 'warning', { hosts: { total: 100, silent: 51, quarantined: 0, olderAgents: null } }],
  ['hosts', 'warning', { hosts: { total: 100, silent: 0, quarantined: 1, olderAgents: null } }],
  ['hosts', 'warning', { hosts: { total: 100, silent: 0, quarantined: 0, olderAgents: 4 } }],
] as [string, string, Partial<HealthFacts>][])('%s is %s', (id, state, changed) => {
  test(`with ${JSON.stringify(changed).slice(0, 100)}`, () => {
    expect(stateOf(changed, id)).toBe(state);
    const report = healthReport({ ...well, ...changed });
    if (state !== 'ok') expect(report.state).toBe(state);
    const check = report.checks.find((one) => one.id === id);
    // Whoever is told of something wrong is told what to do about it, in both languages.
    if (state === 'warning' || state === 'problem') {
      expect(check?.action?.ja).toMatch(/[ぁ-ん]/);
      expect(check?.action?.en).toMatch(/^[\x20-\x7e]+$/);
    }
  });
});

test('a collector that no host has enrolled at needs no backup yet', () => {
  const hosts = { total: 0, silent: 0, quarantined: 0, olderAgents: null };
  expect(stateOf({ hosts, backup: { madeAt: null, limitMs: dayMs } }, 'backup')).toBe('ok');
});

test.each([
  ['package', 'tenken backup --dated FOLDER --data "/var/lib/tenken"', true],
  ['checkout', 'npx tenken backup --dated FOLDER --data "/var/lib/tenken"', false],
] as const)('the advice to back up is a command of a %s', (installation, command, hasTimer) => {
  const facts = { ...well, installation, backup: { madeAt: null, limitMs: dayMs } };
  const action = healthReport(facts).checks.find(({ id }) => id === 'backup')?.action;
  for (const words of [action?.ja, action?.en]) {
    expect(words).toContain(`\`${command}\``);
    expect(words?.includes('tenken-collector-backup.timer')).toBe(hasTimer);
  }
});

test('the whole is as bad as its worst part', () => {
  const report = healthReport({
    ...well,
    walBytes: gigabyte / 2,
    disk: { freeBytes: 0, totalBytes: gigabyte },
  });
  expect(report.state).toBe('problem');
});

test('the size of a database on a server is that of the server, or is said not to be known', () => {
  const databaseServer = 'db.example.jp/tenken';
  const told = (databaseBytes: number | null) =>
    healthReport({ ...well, databaseServer, databaseBytes, walBytes: null }).checks.find(
      ({ id }) => id === 'disk-space',
    );
  expect(told(3 * gigabyte)?.detail.en).toContain(`in the database ${databaseServer}, which has 3.0 GiB`);
  expect(told(3 * gigabyte)?.detail.ja).toContain('大きさは 3.0 GiB');
  expect(told(null)?.detail.en).toContain('whose size is not known');
  expect(told(null)?.detail.ja).toContain('大きさは分かりません');
});
