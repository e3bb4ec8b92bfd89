import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { enrolHere, ownCollector } from '../support/own-collector.ts';

const resumes = 100;
const intervalMs = 2000;

test.runIf(process.platform !== 'win32')(
  `F47: an agent that is stopped and resumed ${resumes} times makes one scan in each interval, no more`,
  async () => {
    const collector = await ownCollector();
    const folder = await enrolHere(collector);
    const log = join(folder, 'receipts');
    const script = join(import.meta.dirname, 'agent-forever.ts');
    const agent = spawn(process.execPath, [script, folder, log, String(intervalMs)], { stdio: 'ignore' });
    onTestFinished(() => void agent.kill('SIGKILL'));
    const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
    for (let turn = 0; turn < 200 && lines().length === 0; turn += 1) await sleep(50);
    const startedAt = performance.now();
    for (let count = 0; count < resumes; count += 1) {
      agent.kill('SIGSTOP');
      await sleep(25);
      agent.kill('SIGCONT');
      await sleep(35);
    }
    const intervals = (performance.now() - startedAt) / intervalMs;
    agent.kill('SIGKILL');
    await once(agent, 'close');
    const hostId = String(loadIdentity(folder)?.hostId);
    const reports = await collector.context.repositories.reports.list(hostId, { limit: 1000, offset: 0 });
    console.log(`F47: ${resumes} resumes in ${intervals.toFixed(1)} intervals: ${reports.length} reports`);
    // One before the first stop, one for each interval that began meanwhile, and one on its way.
    expect(reports.length).toBeLessThanOrEqual(Math.ceil(intervals) + 2);
    expect(reports.length).toBeGreaterThanOrEqual(2);
  },
);

test('F47: an agent that is ended and started again makes no scan that is not due', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector);
  const log = join(folder, 'receipts');
  const script = join(import.meta.dirname, 'agent-forever.ts');
  const startedAt = performance.now();
  const longMs = 30_000;
  const starts = 4;
  for (let count = 0; count < starts; count += 1) {
    const agent = spawn(process.execPath, [script, folder, log, String(longMs)], { stdio: 'ignore' });
    onTestFinished(() => void agent.kill('SIGKILL'));
    // Long enough to scan and send, were it due: the first one shows how long that is.
    if (count === 0) await appeared(log);
    await sleep(1500);
    agent.kill('SIGKILL');
    await once(agent, 'close');
  }
  const hostId = String(loadIdentity(folder)?.hostId);
  const reports = await collector.context.repositories.reports.list(hostId, { limit: 1000, offset: 0 });
  const intervals = (performance.now() - startedAt) / longMs;
  console.log(`F47: ${starts} starts in ${intervals.toFixed(1)} intervals: ${reports.length} reports`);
  expect(reports.length).toBeGreaterThanOrEqual(1);
  expect(reports.length).toBeLessThanOrEqual(Math.ceil(intervals) + 1);
});

async function appeared(path: string): Promise<void> {
  for (let turn = 0; turn < 200 && !existsSync(path); turn += 1) await sleep(50);
}
