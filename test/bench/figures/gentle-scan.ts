import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../../collector/src/logger.ts';
import { openCollector } from '../../../collector/src/server.ts';
import type { Collector } from '../../../collector/src/server.ts';
import { memoryOf, mostInSixSeconds, violations } from '../../fault/watchdog-rule.ts';
import type { Look } from '../../fault/watchdog-rule.ts';
import type { Measured, Result } from '../figure.ts';
import { median } from '../measure/statistics.ts';
import type { Progress } from '../progress.ts';
import { enrolledAgent } from '../scan/enrolled-agent.ts';
import { startAsUnit, traced } from '../scan/traced.ts';
import type { Traced } from '../scan/traced.ts';

/** A scan takes minutes when nobody waits for it: fewer than of other figures. */
const repetitions = Number(process.env.TENKEN_BENCH_SCANS ?? 3);
const residentLimitMs = 40 * 60 * 1000;
/** From its report on, until it has put away what it needed for that. */
const restMs = 10_000;
const processors = availableParallelism();
/** What osquery's restrictive rule lets a process have. */
const ruleShare = 0.05;
const ruleBytes = 100e6;
const megabyte = 1e6;
const mebibyte = 2 ** 20;

type Resident = { privateBytes: number; residentBytes: number };

/** G2b and G3: what an agent takes of its host in a scan that nobody waits for, and after it. */
export async function gentleScanFigures(progress: Progress): Promise<Result[]> {
  if (process.platform !== 'linux') {
    const missing = 'Linux alone tells cheaply what a process and its programs use';
    return ['G2b', 'G3'].map((id) => ({ id, missing }));
  }
  const folder = mkdtempSync(join(tmpdir(), 'tenken-bench-'));
  let collector: Collector | undefined;
  try {
    collector = await openCollector({
      data: join(folder, 'data'),
      port: 0,
      agentPort: 0,
      logger: createLogger('error'),
    });
    const scans: Traced[] = [];
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      progress(`G2b, G3: scan ${repetition} of ${repetitions}`);
      // Its first scan reads everything: later ones of a day leave out what changes seldom.
      const agent = await enrolledAgent(collector, join(folder, `identity-${repetition}`));
      scans.push(await traced(agent('run', '--once', '--gently'), randomUUID()));
    }
    progress('G2b: an agent that stays');
    const resident = await residentAfterScan(collector, join(folder, 'resident'));
    return [...rest(scans, resident), ...rule(scans.map(({ looks }) => looks))];
  } finally {
    await collector?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** No package starts it so: with `--every` an agent stays, where no timer can start it. */
async function residentAfterScan(collector: Collector, identity: string): Promise<Resident> {
  const agent = await enrolledAgent(collector, identity);
  const { hosts } = collector.context.repositories;
  const before = await hosts.newestReportAt();
  const child = startAsUnit(agent('run', '--every', '60'), randomUUID());
  const ended = once(child, 'exit');
  try {
    const startedAt = performance.now();
    while ((await hosts.newestReportAt()) === before) {
      if (child.exitCode !== null) throw new Error(`the agent that stays ended with ${child.exitCode}`);
      if (performance.now() - startedAt > residentLimitMs) throw new Error('it has not reported');
      await sleep(1000);
    }
    await sleep(restMs);
    const held = memoryOf(child.pid ?? 0);
    if (held.residentBytes === 0) throw new Error('the agent that stays is gone');
    return held;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

function rest(scans: readonly Traced[], { privateBytes, residentBytes }: Resident): Measured[] {
  const target = { direction: 'at-most', moonshot: 0 } as const;
  const staying = 'an agent that stays (run --every 60), 10 s after its report: ';
  return [
    {
      id: 'G2b timer',
      what: 'resident memory of all that a scan by the timer has left, a second after its end, in MiB',
      unit: 'MiB',
      target: { ...target, pass: 0 },
      pairs: scans.map(({ leftBytes }) => ({ figure: leftBytes / mebibyte, base: 1 })),
      note: `${scans.reduce((sum, { left }) => sum + left, 0)} processes left of ${scans.length} scans; all packages start it by a timer`,
    },
    {
      id: 'G2b resident',
      what: `${staying}resident memory / 60 MiB`,
      unit: 'MiB',
      target: { ...target, pass: 1 },
      pairs: [{ figure: residentBytes / mebibyte, base: 60 }],
    },
    {
      id: 'G2b private',
      what: `${staying}private memory / 20 MiB`,
      unit: 'MiB',
      target: { ...target, pass: 1 },
      pairs: [{ figure: privateBytes / mebibyte, base: 20 }],
    },
  ];
}

function rule(scans: readonly (readonly Look[])[]): Measured[] {
  const most = (looks: readonly Look[], of: 'privateBytes' | 'residentBytes') =>
    Math.max(...looks.map((look) => look[of]));
  const seconds = (looks: readonly Look[]) => ((looks.at(-1)?.atMs ?? 0) - (looks[0]?.atMs ?? 0)) / 1000;
  const middle = (valueOf: (looks: readonly Look[]) => number) => median(scans.map(valueOf));
  const counted = (part: number) =>
    scans.reduce((sum, looks) => sum + violations(looks, processors, part).length, 0);
  const target = { direction: 'at-most', pass: 1, moonshot: 0.5 } as const;
  return [
    {
      id: 'G3 CPU',
      what: `most that a whole scan used of all ${processors} processors within any 6 s / 5 %`,
      unit: '%',
      target,
      pairs: scans.map((looks) => ({
        figure: mostInSixSeconds(looks, processors) * 100,
        base: ruleShare * 100,
      })),
      note:
        `violations of osquery's restrictive rule (two times 3 s, 100 MB private) ${counted(1)}, at half its limits ${counted(0.5)}; ` +
        `run --once --gently as the unit does, with its nice and ionice, without its control group; first scan of an identity, ` +
        `${middle((looks) => looks.at(-1)?.cpuMs ?? 0).toFixed(0)} ms of processor in ${middle(seconds).toFixed(0)} s, looked at ten times a second`,
    },
    {
      id: 'G3 resident',
      what: 'most resident memory of one of its processes / 100 MB',
      unit: 'MB',
      target,
      pairs: scans.map((looks) => ({
        figure: most(looks, 'residentBytes') / megabyte,
        base: ruleBytes / megabyte,
      })),
    },
    {
      id: 'G3 private',
      what: 'most private memory of one of its processes / 100 MB',
      unit: 'MB',
      target,
      pairs: scans.map((looks) => ({
        figure: most(looks, 'privateBytes') / megabyte,
        base: ruleBytes / megabyte,
      })),
      note: 'what the rule is about: osquery leaves out what a process holds from its start on',
    },
  ];
}
