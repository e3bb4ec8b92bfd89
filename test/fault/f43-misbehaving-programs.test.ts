import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Evidence } from '@tenken/shared';
import { expect, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { RestBook } from '../../agent/src/rests.ts';
import { boundedScan } from '../../agent/src/scan-process/bounded-scan.ts';
import type { ScanLimits } from '../../agent/src/scan-process/limits.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const entry = join(import.meta.dirname, '..', 'support', 'misbehaving-scan.ts');
const mark = `tenken-misbehaving-${process.pid}`;
process.env['TENKEN_TEST_MARK'] = mark;
const { misbehavingKinds } = await import('../support/misbehaving-kinds.ts');

/** A real scan in a real process, of these probes only. */
async function scanOf(ids: readonly string[], limits: Partial<ScanLimits>, rests?: RestBook) {
  const startedAt = performance.now();
  const { evidence } = await boundedScan(new LocalHost(), {
    kinds: misbehavingKinds.filter(({ id }) => ids.includes(id)),
    limits,
    entry,
    ...(rests === undefined ? {} : { rests }),
  });
  const ms = performance.now() - startedAt;
  console.log(`F43: ${ids.join(', ')}: ${ends(evidence).join(', ')} after ${(ms / 1000).toFixed(1)} s`);
  return { ends: ends(evidence), ms };
}

function ends(evidence: readonly Evidence[]): string[] {
  return evidence.map(({ body }) =>
    body.result.status === 'read' ? `${body.kind} read` : `${body.kind} ${body.result.failure.code}`,
  );
}

/** Command lines with the mark of processes that run now. */
function marked(): string[] {
  return globSync('/proc/[0-9]*/cmdline').flatMap((path) => {
    try {
      const line = readFileSync(path, 'utf8').replaceAll('\0', ' ');
      return line.includes(mark) ? [line] : [];
    } catch {
      return [];
    }
  });
}

/** Waits until this many run, for two seconds at most. */
async function leftOver(wanted = 0): Promise<string[]> {
  for (let turn = 0; turn < 20 && marked().length !== wanted; turn += 1) await sleep(100);
  return marked();
}

test.runIf(process.platform === 'linux')(
  'F43: programs that hang, flood and fork cost themselves only, and none is left over',
  async () => {
    const { ends, ms } = await scanOf(['good', 'hangs', 'floods', 'forks'], {});
    expect(ends).toEqual(['floods output-limit', 'forks timeout', 'good read', 'hangs timeout']);
    expect(ms).toBeLessThan(15_000);
    expect(await leftOver()).toEqual([]);
  },
);

test.runIf(process.platform === 'linux')(
  'F43: a program that eats memory ends the scan at its cap; what was read before goes out',
  async () => {
    const { ends } = await scanOf(['good', 'eats-memory'], { maxRssBytes: 300 * 1024 * 1024 });
    expect(ends).toEqual(['eats-memory resource-limit', 'good read']);
    expect(await leftOver()).toEqual([]);
  },
);

test.runIf(process.platform === 'linux')(
  'F43: a probe that fills the heap of the scan ends the scan, not the agent',
  async () => {
    const { ends } = await scanOf(['good', 'hangs', 'eats-heap'], { maxHeapMegabytes: 64 });
    expect(ends).toEqual(['eats-heap resource-limit', 'good read', 'hangs resource-limit']);
    expect(await leftOver()).toEqual([]);
  },
);

test.runIf(process.platform === 'linux')(
  'F43: a probe that never gives the processor back is ended at its share of it',
  async () => {
    const { ends, ms } = await scanOf(['good', 'hangs', 'spins'], { maxCpuMs: 2500 });
    expect(ends).toEqual(['good read', 'hangs resource-limit', 'spins resource-limit']);
    expect(ms).toBeLessThan(30_000);
    expect(await leftOver()).toEqual([]);
  },
);

test.runIf(process.platform === 'linux')(
  'F43: at the deadline of the scan the same, though its process answers nothing any more',
  async () => {
    const { ends, ms } = await scanOf(['good', 'hangs', 'spins'], { deadlineMs: 3000 });
    expect(ends).toEqual(['good read', 'hangs timeout', 'spins timeout']);
    expect(ms).toBeLessThan(15_000);
    expect(await leftOver()).toEqual([]);
  },
);

test.runIf(process.platform === 'linux')(
  'F43: who ended two scans in a row rests for a day, and the others do not',
  async () => {
    const folder = scratchFolder();
    for (let round = 0; round < 2; round += 1) {
      await scanOf(['good', 'spins'], { maxCpuMs: 1500 }, new RestBook(folder));
    }
    const { ends, ms } = await scanOf(['good', 'spins'], { maxCpuMs: 1500 }, new RestBook(folder));
    expect(ends).toEqual(['good read', 'spins timeout']);
    expect(ms).toBeLessThan(5000);
  },
);

test.runIf(process.platform === 'linux')(
  'F43: an agent that is killed in the middle of a scan leaves no program of it behind',
  async () => {
    const script = join(import.meta.dirname, '..', 'support', 'misbehaving-agent.ts');
    const agent = spawn(process.execPath, [script], { stdio: 'ignore' });
    for (let turn = 0; turn < 5 && marked().length === 0; turn += 1) await leftOver(1);
    expect(marked().length).toBeGreaterThan(0);
    agent.kill('SIGKILL');
    await once(agent, 'close');
    expect(await leftOver()).toEqual([]);
  },
);
