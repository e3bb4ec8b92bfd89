import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NotStarted, startCollector } from '../support/collector-process.ts';
import { databaseArguments } from '../support/on-postgres.ts';
import { smallDisk, whyNoSmallDisk } from '../support/disposable-disk.ts';
import { expectServing, unchanged } from '../support/refusals.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const served = collectorWithAgents(1);

const anyPorts = ['--port', '0', '--agent-port', '0'];

async function refusalOf(data: string, args = anyPorts): Promise<NotStarted> {
  try {
    await (await startCollector({ data, args })).kill();
  } catch (error) {
    if (error instanceof NotStarted) return error;
    throw error;
  }
  throw new Error('the collector started');
}

/** The same for a folder that no collector has had: its database is named on the command line alone. */
async function firstRefusalOf(data: string, args = anyPorts): Promise<NotStarted> {
  return refusalOf(data, [...args, ...(await databaseArguments())]);
}

test('F7: a second collector on the same data is refused with exit code 2', async () => {
  const { collector } = served;
  const [port, agentPort] = [new URL(collector.url).port, new URL(collector.agentUrl).port];
  // Also where it wants the ports of the first: that its collector runs says more.
  for (const args of [anyPorts, ['--port', port, '--agent-port', agentPort]]) {
    const refusal = await unchanged(collector, () => refusalOf(collector.data, args));
    expect(refusal.exitCode).toBe(2);
    expect(refusal.output).toContain('[data-directory-in-use]');
    expect(refusal.output).toMatch(/Stop it, or name another folder with --data/);
  }
});

test('F7: the data is free again once its collector is gone, however it went', async () => {
  const data = scratchFolder();
  const first = await startCollector({ data });
  expect(await first.kill()).toBe('SIGKILL');
  const second = await startCollector({ data });
  expect(await second.stop()).toBe(0);
  const third = await startCollector({ data });
  expect(await third.stop()).toBe(0);
});

test.each(['--port', '--agent-port'])('a taken port for %s is refused with exit code 2', async (option) => {
  const { collector } = served;
  const taken = new URL(option === '--port' ? collector.url : collector.agentUrl).port;
  const other = option === '--port' ? '--agent-port' : '--port';
  const data = join(scratchFolder(), 'data');
  const refusal = await firstRefusalOf(data, [option, taken, other, '0']);
  expect(refusal.exitCode).toBe(2);
  expect(refusal.output).toContain(`Port ${taken} on 127.0.0.1`);
  expect(refusal.output).toMatch(new RegExp(`Name another with ${option}\\. \\[port-in-use\\]`));
  // Neither an authority nor a database that nobody asked for.
  expect(existsSync(data)).toBe(false);
  await expectServing(collector);
});

test('a file where the data directory should be is refused with exit code 2', async () => {
  const file = join(scratchFolder(), 'data');
  writeFileSync(file, '');
  const refusal = await firstRefusalOf(file);
  expect(refusal.exitCode).toBe(2);
  expect(refusal.output).toContain(`${file} is a file, not a folder`);
  expect(refusal.output).toContain('[data-directory-unusable]');
});

test.runIf(whyNoSmallDisk() === null)('a read-only disk is said to be one, not to be missing', async () => {
  const disk = smallDisk(1);
  expect(spawnSync('mount', ['-o', 'remount,ro', disk]).status).toBe(0);
  for (const data of [disk, join(disk, 'data'), join(disk, 'a', 'b')]) {
    const refusal = await firstRefusalOf(data);
    expect(refusal.exitCode).toBe(2);
    expect(refusal.output).toContain(`${disk} is on a read-only file system`);
    expect(refusal.output).toContain('[data-directory-unusable]');
  }
});
