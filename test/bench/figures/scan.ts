import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceKinds } from '@tenken/controls/evidence';
import { createLogger } from '../../../collector/src/logger.ts';
import { openCollector } from '../../../collector/src/server.ts';
import type { Collector } from '../../../collector/src/server.ts';
import type { Measured, Missing, Pair, Result } from '../figure.ts';
import { findProgram, measurePeak, measureProgram } from '../measure/program.ts';
import type { Cost } from '../measure/program.ts';
import type { Progress } from '../progress.ts';
import { agentFile, enrolledAgent } from '../scan/enrolled-agent.ts';
import { prepareOscap } from './oscap.ts';

const repetitions = 5;
const leastRepetitions = 3;
/** lynis takes half a minute, on a busy machine two: after this long three repetitions have to do. */
const lynisLimitMs = 150_000;
const startRepetitions = 15;
const scansADay = 24;

const nothing = [process.execPath, '-e', '0'];

type Round = { scan: Cost & { peakBytes: number }; node: { peakBytes: number }; lynis?: Cost; oscap?: Cost };

/** G1, G1b, G2 and G3b: one whole run of the agent on this machine, from its start until its report is acknowledged. */
export async function scanFigures(progress: Progress): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-bench-'));
  let collector: Collector | undefined;
  try {
    collector = await openCollector({
      data: join(folder, 'data'),
      port: 0,
      agentPort: 0,
      logger: createLogger('error'),
    });
    const agent = await enrolledAgent(collector, join(folder, 'identity'));
    const scanLine = agent('run', '--once');
    // The first scan after a long time reads the disk, later ones the kernel's cache: as on a host that scans each hour.
    await measureProgram(scanLine);
    const lynis = findProgram('lynis');
    const oscap = await prepareOscap(folder);
    const rounds: Round[] = [];
    const startedAt = performance.now();
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      const isLate = performance.now() - startedAt > lynisLimitMs && repetition > leastRepetitions;
      progress(`G1, G1b, G2, G3b: repetition ${repetition} of ${repetitions}`);
      rounds.push({
        scan: await measurePeak(scanLine),
        node: await measurePeak(nothing),
        ...(typeof oscap === 'string'
          ? {}
          : { oscap: await measureProgram(oscap.line, { expected: [0, 2] }) }),
        ...(lynis === null || isLate ? {} : { lynis: await measureLynis(lynis) }),
      });
    }
    return [...againstLynis(rounds), ...againstOscap(rounds, oscap), peak(rounds)];
  } finally {
    await collector?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** G13: how long the agent takes before it can do anything. */
export async function startFigures(progress: Progress): Promise<Result[]> {
  progress(`G13: ${startRepetitions} repetitions`);
  const rounds: { help: Cost; node: Cost }[] = [];
  for (let repetition = 1; repetition <= startRepetitions; repetition += 1) {
    rounds.push({
      help: await measureProgram([process.execPath, agentFile, '--help']),
      node: await measureProgram(nothing),
    });
  }
  const target = { direction: 'at-most', pass: 2, moonshot: 1.3 } as const;
  return (['cpuMs', 'wallMs'] as const).map((cost) => ({
    id: cost === 'cpuMs' ? 'G13 CPU' : 'G13 wall',
    what: 'agent start (tenken-agent --help) / node -e 0',
    unit: 'ms',
    target,
    pairs: rounds.map(({ help, node }) => ({ figure: help[cost], base: node[cost] })),
  }));
}

/** lynis ends with 78 when it has warnings and writes its log where root may. */
function measureLynis(program: string): Promise<Cost> {
  return measureProgram([program, 'audit', 'system', '--quick', '--quiet'], {
    expected: [0, 64, 65, 66, 78],
  });
}

function againstLynis(rounds: readonly Round[]): Result[] {
  const measured = rounds.flatMap(({ scan, lynis }) => (lynis ? [{ scan, lynis }] : []));
  if (measured.length === 0) {
    const missing = 'lynis is not installed (Debian: apt-get install lynis)';
    return ['G1 wall', 'G1 CPU', 'G3b'].map((id): Missing => ({ id, missing }));
  }
  const target = { direction: 'at-most', pass: 1 / 20, moonshot: 1 / 50 } as const;
  const what = `one scan and push (${evidenceKinds.length} kinds) / lynis audit system --quick`;
  const note =
    measured.length < repetitions
      ? `only ${measured.length} repetitions: lynis is slow on this machine now`
      : undefined;
  const figures: Measured[] = (['wallMs', 'cpuMs'] as const).map((cost) => ({
    id: cost === 'cpuMs' ? 'G1 CPU' : 'G1 wall',
    what,
    unit: 'ms',
    target,
    pairs: measured.map(({ scan, lynis }): Pair => ({ figure: scan[cost], base: lynis[cost] })),
    ...(note === undefined ? {} : { note }),
  }));
  return [
    ...figures,
    {
      id: 'G3b',
      what: `CPU of ${scansADay} scans / CPU of one lynis run`,
      unit: 'ms CPU',
      target: { direction: 'at-most', pass: 1, moonshot: 0.4 },
      pairs: measured.map(({ scan, lynis }) => ({ figure: scansADay * scan.cpuMs, base: lynis.cpuMs })),
    },
  ];
}

function againstOscap(rounds: readonly Round[], oscap: Awaited<ReturnType<typeof prepareOscap>>): Result[] {
  if (typeof oscap === 'string') {
    return ['G1b wall', 'G1b CPU'].map((id): Missing => ({ id, missing: oscap }));
  }
  return (['wallMs', 'cpuMs'] as const).map((cost) => ({
    id: cost === 'cpuMs' ? 'G1b CPU' : 'G1b wall',
    what: 'one scan and push / oscap xccdf eval, standard profile',
    unit: 'ms',
    target: { direction: 'at-most', pass: 1, moonshot: 0.5 },
    pairs: rounds.flatMap(({ scan, oscap: base }) =>
      base ? [{ figure: scan[cost], base: base[cost] }] : [],
    ),
    note: oscap.note,
  }));
}

function peak(rounds: readonly Round[]): Measured {
  const megabyte = 1024 * 1024;
  return {
    id: 'G2',
    what: "agent's peak resident memory in a scan / node -e 0",
    unit: 'MiB',
    target: { direction: 'at-most', pass: 1.8, moonshot: 1.35 },
    pairs: rounds.map(({ scan, node }) => ({
      figure: scan.peakBytes / megabyte,
      base: node.peakBytes / megabyte,
    })),
    note: 'the larger of its two processes, the one that reads and the one that sends; programs that it starts have their own',
  };
}
