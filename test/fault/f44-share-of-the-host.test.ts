import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { kindsFor } from '@tenken/controls/evidence';
import { expect, onTestFinished, test } from 'vitest';
import { bundled, writeAgent } from '../../agent/scripts/bundle.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { unitFlags } from '../support/unit-flags.ts';
import { enrolHere, ownCollector } from '../support/own-collector.ts';
import { lookAt, mostInSixSeconds, stoppedWith, violations } from './watchdog-rule.ts';
import type { Look } from './watchdog-rule.ts';

const isWhole = process.env['TENKEN_FAULT_WHOLE_SCAN'] === '1';

/** `limit`: what else it is started by. */
type Started = { limit?: readonly string[] };

/** Runs to its end on the first processor alone. */
async function traced(command: readonly string[], { limit = [] }: Started = {}) {
  const [file = '', ...args] = [...limit, 'taskset', '-c', '0', ...command];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close');
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const looks: Look[] = [];
  while (child.exitCode === null && child.signalCode === null) {
    const look = child.pid === undefined ? null : await lookAt(child.pid);
    // A process that ends takes the times of its children with it.
    if (look && look.cpuMs >= (looks.at(-1)?.cpuMs ?? 0)) looks.push(look);
    await sleep(100);
  }
  await ended;
  const [output, errors] = await printed;
  return { code: child.exitCode, output, errors, looks };
}

function told(name: string, looks: readonly Look[]): void {
  const seconds = ((looks.at(-1)?.atMs ?? 0) - (looks[0]?.atMs ?? 0)) / 1000;
  const cpu = (looks.at(-1)?.cpuMs ?? 0) / 1000;
  const memory = Math.max(...looks.map(({ privateBytes }) => privateBytes)) / 1e6;
  const share = mostInSixSeconds(looks, 1) * 100;
  console.log(
    `F44: ${name}: ${seconds.toFixed(0)} s for ${cpu.toFixed(2)} s of one processor, at most ${share.toFixed(1)} % of it in 6 s, ${memory.toFixed(0)} MB private, ${violations(looks, 1).length} violations`,
  );
}

/** As it is shipped: sources cost half a second before anything is scanned. */
async function hardWorkingAgent(): Promise<string[]> {
  const folder = scratchFolder();
  for (const name of ['hard-working-agent', 'misbehaving-scan']) {
    const { code } = await bundled(`test/support/${name}.ts`, `${name}.mjs`);
    writeFileSync(join(folder, `${name}.mjs`), code);
  }
  const [agent, scan] = ['hard-working-agent.mjs', 'misbehaving-scan.mjs'].map((name) => join(folder, name));
  return [process.execPath, ...unitFlags(), agent ?? '', scan ?? ''];
}

/** Somebody else's work, on the same processor. */
function busyProcessor(): void {
  const busy = spawn('taskset', ['-c', '0', process.execPath, '-e', 'for (;;);'], { stdio: 'ignore' });
  onTestFinished(() => void busy.kill('SIGKILL'));
}

test.runIf(process.platform === 'linux')(
  'F44: a probe that needs the processor takes its share only, and gets its time all the same',
  async () => {
    const command = await hardWorkingAgent();
    busyProcessor();
    const { output, errors, looks } = await traced(command);
    told('loaded processor, one probe', looks);
    expect(errors).toBe('');
    // It had 4 s, and took several times that while it was stopped.
    expect(output).toBe('read\n');
    expect((looks.at(-1)?.atMs ?? 0) - (looks[0]?.atMs ?? 0)).toBeGreaterThan(6000);
    expect(violations(looks, 1)).toEqual([]);
    // The work is too short for the rule; without a budget it takes a tenth of the processor and more.
    expect(mostInSixSeconds(looks, 1)).toBeLessThan(0.065);
  },
  180_000,
);

test.runIf(process.platform === 'linux')('F44: nothing stays stopped when the agent is killed', async () => {
  const mark = `tenken-gentle-${process.pid}`;
  const [file = '', ...args] = await hardWorkingAgent();
  const agent = spawn(file, args, {
    stdio: 'ignore',
    env: { ...process.env, TENKEN_TEST_MARK: mark },
  });
  for (let turn = 0; turn < 200 && stoppedWith(mark).length === 0; turn += 1) await sleep(50);
  expect(stoppedWith(mark)).toHaveLength(1);
  agent.kill('SIGKILL');
  for (let turn = 0; turn < 100 && stoppedWith(mark).length > 0; turn += 1) await sleep(50);
  expect(stoppedWith(mark)).toEqual([]);
});

const circumstances = [
  { name: 'one processor', isLoaded: false, megabytes: null },
  { name: 'one processor with 512 MB', isLoaded: false, megabytes: 512 },
  { name: 'one loaded processor', isLoaded: true, megabytes: null },
];

test.runIf(process.platform === 'linux' && isWhole).each(circumstances)(
  'F44: a whole scan on $name',
  async ({ name, isLoaded, megabytes }) => {
    const collector = await ownCollector();
    const folder = await enrolHere(collector);
    const bundle = join(collector.directory.path, 'tenken-agent.mjs');
    await writeAgent(collector.directory.path);
    if (isLoaded) busyProcessor();
    const limit = megabytes === null ? [] : memoryLimit(megabytes);
    const agent = [
      process.execPath,
      ...unitFlags(),
      bundle,
      'run',
      '--once',
      '--gently',
      '--identity',
      folder,
    ];
    const { code, errors, looks } = await traced(agent, { limit });
    told(name, looks);
    expect(code, errors).toBe(0);
    expect(violations(looks, 1)).toEqual([]);
    const { hostId } = JSON.parse(readFileSync(join(folder, 'identity.json'), 'utf8')) as { hostId: string };
    const evidence = await collector.context.repositories.reports.newestEvidence(hostId);
    const unread = [...evidence.values()].filter(({ body }) => body.result.status !== 'read');
    expect(unread).toEqual([]);
    expect(evidence.size).toBe(kindsFor('linux').length);
  },
  40 * 60 * 1000,
);

/** A group of its own in the first version of control groups, which needs root. */
function memoryLimit(megabytes: number): string[] {
  const group = `/sys/fs/cgroup/memory/tenken-test-${process.pid}`;
  mkdirSync(group);
  writeFileSync(`${group}/memory.limit_in_bytes`, String(megabytes * 1024 * 1024));
  onTestFinished(() => rmdirSync(group));
  return ['sh', '-c', `echo $$ > ${group}/cgroup.procs && exec "$@"`, 'sh'];
}
