import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { endTree, parsePs, treeUsage } from './process-tree.ts';

/** A zombie has ended, and waits only for somebody to take note. */
function runs(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

test('what ps of macOS prints is read, with hours and without', () => {
  const output = '    1     0  10240   1:02.50\n  345     1   2048 100:01:00.00\n  odd line\n';
  expect(parsePs(output)).toEqual([
    { pid: 1, parent: 0, cpuMs: 62_500, rssBytes: 10_485_760 },
    { pid: 345, parent: 1, cpuMs: 360_060_000, rssBytes: 2_097_152 },
  ]);
});

test.runIf(process.platform === 'linux')(
  'a process is seen with what it started, and ended with it',
  async () => {
    const parent = spawn('/bin/sh', ['-c', 'sleep 600 & sleep 600 & wait'], { stdio: 'ignore' });
    const { pid = 0 } = parent;
    let pids: number[] = [];
    for (let turn = 0; turn < 100 && pids.length < 3; turn += 1) {
      ({ pids } = (await treeUsage(pid)) ?? { pids });
      await sleep(20);
    }
    expect(pids).toHaveLength(3);
    const closed = once(parent, 'close');
    await endTree(pid);
    await closed;
    await sleep(50);
    expect(pids.filter(runs)).toEqual([]);
  },
);
