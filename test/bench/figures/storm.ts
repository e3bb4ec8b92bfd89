import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openDataDirectory } from '../../../collector/src/store/data-directory.ts';
import { openReadingStoreOf } from '../../../collector/src/store/database-place.ts';
import type { Measured, Pair, Result } from '../figure.ts';
import { startChild } from '../measure/child.ts';
import { databaseWord, newDatabase } from '../measure/database.ts';
import type { Progress } from '../progress.ts';
import type { StormResult } from '../storm/agents.ts';
import type { Memory, Opened, StormCollectorQuestion } from '../storm/collector.ts';
import { Storm } from '../storm/storm.ts';

const hosts = Number(process.env.TENKEN_BENCH_AGENTS ?? 10_000);
/** A storm takes minutes: fewer than of other figures, and memory is quieter than time. */
const repetitions = Number(process.env.TENKEN_BENCH_STORMS ?? 3);
/** The product's interval is an hour; its reports spread over it. Here they come closer. */
const jitteredMs = 120_000;

type Round = { memory: Memory; idle: Memory; result: StormResult };

/** G15 and G15b: memory of a collector to which all agents come at once, and how agents fare that come in their turn. */
export async function stormFigures(progress: Progress): Promise<Result[]> {
  const cache = resolve(import.meta.dirname, '../../../.cache');
  mkdirSync(cache, { recursive: true });
  const data = mkdtempSync(join(cache, 'bench-'));
  let storm: Storm | null = null;
  try {
    progress(`G15: enrols ${hosts} hosts`);
    storm = await Storm.of(data, hosts, await newDatabase());
    const rounds: Round[] = [];
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      progress(`G15: storm ${repetition} of ${repetitions}`);
      rounds.push(await round(storm, data, 0));
    }
    progress('G15b: with jitter');
    const jittered = await round(storm, data, jitteredMs);
    return [storms(rounds), jitter(jittered)];
  } finally {
    storm?.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

async function round(storm: Storm, data: string, spreadMs: number): Promise<Round> {
  await storm.prepare();
  const collector = startChild('storm/collector.ts', [], 1_800_000);
  const ask = <Answer>(question: StormCollectorQuestion) => collector.ask<Answer>(question);
  const opened = await ask<Opened>({ type: 'open', data, limits: {} });
  // What a start reads and judges is not what an idle collector holds.
  await ask({ type: 'settle' });
  const idle = await ask<Memory>({ type: 'memory' });
  const before = await storedIn(data);
  const result = await storm.send(opened.agentUrl, spreadMs);
  const memory = await ask<Memory>({ type: 'memory' });
  const stored = (await storedIn(data)) - before;
  collector.stop();
  if (result.acknowledged.length !== hosts || stored !== hosts) {
    throw new Error(`of ${hosts} reports ${result.acknowledged.length} were acknowledged, ${stored} stored`);
  }
  return { memory, idle, result };
}

async function storedIn(data: string): Promise<number> {
  const store = await openReadingStoreOf(openDataDirectory(data));
  try {
    const counted = store.read.selectFrom('report').select(({ fn }) => fn.countAll<number>().as('reports'));
    return Number((await counted.executeTakeFirstOrThrow()).reports);
  } finally {
    await store.close();
  }
}

function storms(rounds: readonly Round[]): Measured {
  const pairs: Pair[] = rounds.map(({ memory, idle }) => ({
    figure: memory.peakBytes / 2 ** 20,
    base: idle.residentBytes / 2 ** 20,
  }));
  const last = rounds.at(-1)?.result;
  const longest = Math.max(...(last?.waitedMs ?? []));
  return {
    id: 'G15',
    what: `${databaseWord()}${hosts} agents at once, mTLS without a session: peak memory / idle collector`,
    unit: 'MiB',
    target: { direction: 'at-most', pass: 6, moonshot: 3 },
    pairs,
    note:
      `all acknowledged, 0 twice; attempts of the last storm ${JSON.stringify(last?.attempts)}, ` +
      `the last agent after ${(longest / 1000).toFixed(0)} s; the agents share the processors; peak counts from the start of the process`,
  };
}

function jitter({ result }: Round): Measured {
  const failed = Object.entries(result.attempts).filter(([ended]) => ended !== '201');
  const sorted = result.waitedMs.toSorted((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
  return {
    id: 'G15b',
    what: `${databaseWord()}${hosts} agents spread over ${jitteredMs / 1000} s, 30 times denser than over their hour: p99 until acknowledged / 1 s`,
    unit: 'ms',
    target: { direction: 'at-most', pass: 1, moonshot: 0.25 },
    pairs: [{ figure: p99, base: 1000 }],
    note: `failed attempts: ${failed.length === 0 ? 0 : JSON.stringify(Object.fromEntries(failed))}; the agents share the processors`,
  };
}
