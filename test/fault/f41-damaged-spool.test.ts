import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import type { Collector } from '../../collector/src/server.ts';
import { ownCollector } from '../support/own-collector.ts';
import { enrolQuickAgent, runAgentOnce } from '../support/quick-agent.ts';

/** A real file system of this size at this place; null where this process may not mount. */
function smallDisk(path: string, kilobytes: number): boolean {
  mkdirSync(path, { recursive: true });
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=700`, 'tmpfs', path]);
  if (status !== 0) return false;
  onTestFinished(() => void spawnSync('umount', ['-l', path]));
  return true;
}

async function reportsOf(collector: Collector, folder: string) {
  const id = String(loadIdentity(folder)?.hostId);
  const { hosts, reports } = collector.context.repositories;
  return { host: await hosts.find(id), reports: await reports.list(id, { limit: 1000, offset: 0 }) };
}

const scans = 2;

/** Agents one after the other: each ends in order, and each has brought its own report. */
async function scanAgain(collector: Collector, folder: string): Promise<void> {
  for (let round = 0; round < scans; round += 1) {
    const before = (await reportsOf(collector, folder)).reports.length;
    const { code, errors } = await runAgentOnce(folder);
    expect([code, errors]).toEqual([0, expect.any(String)]);
    expect((await reportsOf(collector, folder)).reports.length).toBe(before + 1);
  }
}

function fill(path: string): void {
  try {
    for (let part = 0; ; part += 1) writeFileSync(join(path, `junk-${part}`), Buffer.alloc(4096, 1));
  } catch {
    // Full: what was wanted.
  }
}

const mayMount = process.platform === 'linux' && process.getuid?.() === 0 && canMount();

function canMount(): boolean {
  const at = join('/tmp', `tenken-mount-${process.pid}`);
  mkdirSync(at, { recursive: true });
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at]).status === 0;
  if (done) spawnSync('umount', [at]);
  rmSync(at, { recursive: true, force: true });
  return done;
}

test.runIf(mayMount)(
  'F41: on a full disk the newest report still goes out, and no number twice',
  async () => {
    const collector = await ownCollector();
    const folder = await enrolQuickAgent(collector);
    const spool = join(folder, 'spool');
    expect(smallDisk(spool, 64)).toBe(true);
    fill(spool);
    await scanAgain(collector, folder);
    const { reports, host } = await reportsOf(collector, folder);
    expect(new Set(reports.map(({ sequence }) => sequence)).size).toBe(scans);
    expect(host?.status).toBe('active');
  },
);

test.runIf(mayMount)('F41: the same on a spool that became read-only with reports in it', async () => {
  const collector = await ownCollector();
  const folder = await enrolQuickAgent(collector);
  const spool = join(folder, 'spool');
  expect(smallDisk(spool, 512)).toBe(true);
  await runAgentOnce(folder);
  writeFileSync(join(spool, '0000000000000001-000000000000001-0123456789abcdef.report'), 'damaged');
  expect(spawnSync('mount', ['-o', 'remount,ro', spool]).status).toBe(0);
  await scanAgain(collector, folder);
  expect((await reportsOf(collector, folder)).host?.status).toBe('active');
});

test('F41: damaged, cut and foreign files are set aside once and counted; the report behind them goes out', async () => {
  const collector = await ownCollector();
  const folder = await enrolQuickAgent(collector);
  await runAgentOnce(folder);
  const spool = join(folder, 'spool');
  const name = (sequence: number) =>
    `${String(sequence).padStart(16, '0')}-${String(Date.now()).padStart(15, '0')}-0123456789abcdef.report`;
  writeFileSync(join(spool, name(2)), 'no gzip at all');
  writeFileSync(join(spool, name(3)), '');
  writeFileSync(join(spool, `${name(4)}.new`), 'half a file');
  writeFileSync(join(spool, 'notes.txt'), 'of somebody');
  await scanAgain(collector, folder);
  const { host } = await reportsOf(collector, folder);
  expect(host?.reportsDropped).toBe(3);
  expect(readdirSync(spool).filter((file) => file.endsWith('.bad'))).toHaveLength(3);
  expect(readdirSync(spool)).toContain('notes.txt');
});

test('F41: a ledger that disagrees with the files, is damaged, or is gone with its spool, stops nothing', async () => {
  const collector = await ownCollector();
  const folder = await enrolQuickAgent(collector);
  const spool = join(folder, 'spool');
  const at = new Date().toISOString();
  mkdirSync(spool, { recursive: true });
  const ledgers = [
    // It tells of reports that no file is of, in a statement that was never sent.
    JSON.stringify({
      gap: { dropped: 5, since: at, until: at },
      telling: { reportId: randomUUID(), dropped: 9 },
    }),
    '{"gap":',
    '',
  ];
  for (const ledger of ledgers) {
    writeFileSync(join(spool, 'ledger.json'), ledger);
    expect((await runAgentOnce(folder)).code).toBe(0);
  }
  rmSync(spool, { recursive: true });
  expect((await runAgentOnce(folder)).code).toBe(0);
  const { reports, host } = await reportsOf(collector, folder);
  expect(reports).toHaveLength(4);
  expect(host?.reportsDropped).toBe(5);
  expect(existsSync(spool)).toBe(true);
});
