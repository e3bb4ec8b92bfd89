import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { evidenceKinds } from '@tenken/controls/evidence';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { nextSequence } from '../../agent/src/identity/sequence.ts';
import { scan } from '../../agent/src/scan.ts';
import { Spool } from '../../agent/src/spool/spool.ts';
import { sendStatus } from '../../agent/src/status.ts';
import type { Collector } from '../../collector/src/server.ts';
import { anyRate } from '../support/any-rate.ts';
import { impostor, impostors } from '../support/impostor.ts';
import { ownCollector } from '../support/own-collector.ts';
import { enrolQuickAgent, runAgentOnce } from '../support/quick-agent.ts';
import { seededRandom, wholeNumberFrom } from '../support/random.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { built } from './support/built.ts';

// What the fault tests show of the agent's sources, of the executable as a package brings it.

const isHere = process.platform === 'linux' && process.arch === 'x64';
if (!isHere) console.warn('skipped: faults of the packaged agent: they take Linux on x64');

let agent = '';
const folderOfAgent = makeScratchFolder();
beforeAll(() => {
  execFileSync('tar', ['-C', folderOfAgent, '-xzf', built('current', 'linux-x64.tar.gz')]);
  agent = join(folderOfAgent, 'usr/lib/tenken-agent/tenken-agent');
  process.env['TENKEN_AGENT'] = agent;
});

afterAll(() => {
  delete process.env['TENKEN_AGENT'];
  removeScratchFolder(folderOfAgent);
});

function reportsOf(collector: Collector, folder: string) {
  const hostId = String(loadIdentity(folder)?.hostId);
  return collector.context.repositories.reports.list(hostId, { limit: 10_000, offset: 0 });
}

function waiting(folder: string): string[] {
  return readdirSync(join(folder, 'spool')).filter((name) => name.endsWith('.report'));
}

/** Where its reports go is part of what it keeps of its enrolment. */
function sendTo(folder: string, reportsUrl: string): string {
  const path = join(folder, 'identity.json');
  const identity = JSON.parse(readFileSync(path, 'utf8')) as { reportsUrl: string };
  writeFileSync(path, JSON.stringify({ ...identity, reportsUrl }), { mode: 0o600 });
  return identity.reportsUrl;
}

test.runIf(isHere).each(impostors)(
  'F38: to a collector with a certificate $name nothing is sent',
  async ({ code, make }) => {
    const collector = await ownCollector();
    const folder = await enrolQuickAgent(collector);
    const { key, certificate } = await make(collector);
    const wrong = await impostor(key, certificate);
    const right = sendTo(folder, wrong.url);
    const refused = await runAgentOnce(folder);
    expect(refused.code).toBe(2);
    expect(refused.errors).toMatch(code);
    expect(wrong.requests()).toBe(0);
    expect(waiting(folder)).toHaveLength(1);
    expect(sendStatus(folder)).toMatchObject({ waiting: 1 });
    sendTo(folder, right);
    expect((await runAgentOnce(folder)).code).toBe(0);
    expect(await reportsOf(collector, folder)).toHaveLength(2);
  },
);

const rounds = wholeNumberFrom('TENKEN_FAULT_ROUNDS', 12);
const seed = wholeNumberFrom('TENKEN_FAULT_SEED', 1 + Math.floor(Math.random() * 2 ** 31));

test.runIf(isHere)(
  `F40: kill -9 in ${rounds} runs loses at most the scan it was in, and sends none twice`,
  { timeout: 60_000 + rounds * 10_000 },
  async () => {
    const random = seededRandom(seed);
    const collector = await ownCollector({ limits: anyRate });
    const folder = await enrolQuickAgent(collector);
    const startedAt = performance.now();
    expect((await runAgentOnce(folder)).code).toBe(0);
    const wholeMs = performance.now() - startedAt;
    for (let round = 0; round < rounds; round += 1) {
      const one = spawn(agent, ['run', '--once', '--identity', folder], { stdio: 'ignore', detached: true });
      const closed = once(one, 'close');
      await sleep(random() * wholeMs);
      // With the process that reads evidence: a power cut takes both.
      if (one.exitCode === null && one.pid !== undefined) process.kill(-one.pid, 'SIGKILL');
      await closed;
    }
    const last = await runAgentOnce(folder);
    expect(last.code, `seed ${seed}: ${last.errors}`).toBe(0);
    const stored = await reportsOf(collector, folder);
    const numbers = stored.map(({ sequence }) => sequence);
    expect(new Set(numbers).size, `seed ${seed}`).toBe(numbers.length);
    expect(Math.max(...numbers) - numbers.length, `seed ${seed}`).toBeLessThanOrEqual(rounds);
    expect(waiting(folder)).toEqual([]);
    console.log(`F40: ${rounds} runs killed (seed ${seed}): ${stored.length} reports, none twice`);
  },
);

test.runIf(isHere)(
  'F42: after a week without a collector all that was kept comes in order, and the gap is shown',
  async () => {
    const collector = await ownCollector();
    const folder = await enrolQuickAgent(collector);
    const hostId = String(loadIdentity(folder)?.hostId);
    const kinds = evidenceKinds.filter(({ id }) => id === 'os-release');
    const one = await scan(new LocalHost(), { kinds });
    const spool = new Spool(join(folder, 'spool'), { limits: { maxBytes: 40_000 } });
    const hours = 7 * 24;
    const start = Date.now() - hours * 3_600_000;
    for (let hour = 0; hour < hours; hour += 1) {
      const atMs = start + hour * 3_600_000;
      const at = new Date(atMs).toISOString();
      const made = {
        ...one,
        scannedAt: at,
        evidence: one.evidence.map((each) => ({ ...each, collectedAt: at })),
      };
      spool.add({ hostId, reportId: randomUUID(), sequence: nextSequence(folder), scan: made }, atMs);
    }
    const kept = spool.size;
    const right = sendTo(folder, 'https://localhost:1/api/v1/reports');
    expect((await runAgentOnce(folder)).code).toBe(2);
    expect(waiting(folder)).toHaveLength(kept + 1);
    sendTo(folder, right);
    const back = await runAgentOnce(folder);
    expect(back.code, back.errors).toBe(0);
    expect(waiting(folder)).toEqual([]);
    const host = await collector.context.repositories.hosts.find(hostId);
    expect(host).toMatchObject({ sequenceGaps: hours - kept, reportsDropped: hours - kept });
    expect(await reportsOf(collector, folder)).toHaveLength(kept + 2);
  },
);

test.runIf(isHere)(
  'F47: stopped and resumed 100 times it makes one scan in its interval',
  { timeout: 120_000 },
  async () => {
    const collector = await ownCollector();
    const folder = await enrolQuickAgent(collector);
    const line = ['run', '--every', '60', '--identity', folder];
    const one = spawn(agent, line, { stdio: 'ignore' });
    onTestFinished(() => void one.kill('SIGKILL'));
    for (let turn = 0; turn < 600 && (await reportsOf(collector, folder)).length === 0; turn += 1) {
      await sleep(100);
    }
    for (let count = 0; count < 100; count += 1) {
      one.kill('SIGSTOP');
      await sleep(25);
      one.kill('SIGCONT');
      await sleep(35);
    }
    await sleep(8000);
    const inFirst = (await reportsOf(collector, folder)).length;
    one.kill('SIGTERM');
    await once(one, 'close');
    // Two where an interval began meanwhile.
    expect(inFirst).toBeGreaterThanOrEqual(1);
    expect(inFirst).toBeLessThanOrEqual(2);
  },
);
