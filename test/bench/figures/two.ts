import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured, Pair, Result } from '../figure.ts';
import type { Connections, LoadQuestion, Sent } from '../ingest/load.ts';
import { startChild } from '../measure/child.ts';
import type { Child } from '../measure/child.ts';
import { newDatabase, serverCpuMs } from '../measure/database.ts';
import { median } from '../measure/statistics.ts';
import type { Progress } from '../progress.ts';
import { emptyFolder } from '../results/fleet-folder.ts';
import type { Opened, StormCollectorQuestion } from '../storm/collector.ts';
import type { BulkEnrolled } from '../storm/enrol-in-bulk.ts';

const repetitions = 5;
/** `TENKEN_BENCH_TWO`: fewer, for a short run. */
const hosts = Number(process.env.TENKEN_BENCH_TWO ?? 200);
const rounds = 2;
/** At each collector that gets reports. */
const inFlight = 32;
/** Twice the work may be done with 1.7 times what two have: 1 / 0.85 of the processor time for each report. */
const target = { direction: 'at-most', pass: 1 / 0.85, moonshot: 1 } as const;

type Served = { child: Child; port: number };
/** Of one report, but for `perSecond`. */
type Cost = { cpuMs: number; serverMs: number; judged: number; perSecond: number };
type Compared = { one: Cost; two: Cost };

/** Two collectors on one database against one of them: processor time of collectors for each report. */
export async function twoFigures(progress: Progress): Promise<Result[]> {
  const folder = emptyFolder();
  const children: Child[] = [];
  const child = (file: string) => {
    const started = startChild(file);
    children.push(started);
    return started;
  };
  try {
    const database = await newDatabase();
    if (database === undefined) throw new Error('there is no server');
    const [data, other] = [join(folder, 'one'), join(folder, 'two')];
    const enroller = child('storm/collector.ts');
    const enrol: StormCollectorQuestion = { type: 'enrol', data, hosts, database };
    const { authority, agents } = await enroller.ask<BulkEnrolled>(enrol);
    await enroller.ended();
    besides(data, other);
    const collectors: Served[] = [];
    for (const own of [data, other]) collectors.push(await opened(child('storm/collector.ts'), own));
    const loads = [child('ingest/load.ts'), child('ingest/load.ts')];
    for (const [index, load] of loads.entries()) {
      const own = agents.filter((_, place) => place % loads.length === index);
      await load.ask({ type: 'hosts', authority, hosts: own } satisfies LoadQuestion);
    }
    const [first] = collectors;
    if (!first) throw new Error('no collector');
    const compare = async (connections: Connections, isJudged = false): Promise<Compared> => ({
      one: await cost(loads, [first], connections, isJudged),
      two: await cost(loads, collectors, connections, isJudged),
    });
    const measured = { fresh: [] as Compared[], kept: [] as Compared[], judged: [] as Compared[] };
    // Everything is new in a first report, and code is not compiled yet.
    for (const connections of ['new', 'kept'] as const) await compare(connections);
    await compare('kept', true);
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      progress(`two: repetition ${repetition} of ${repetitions}`);
      measured.fresh.push(await compare('new'));
      measured.kept.push(await compare('kept'));
      measured.judged.push(await compare('kept', true));
    }
    return [
      figure('two new', 'a new mTLS connection each, until the acknowledgement', measured.fresh),
      figure('two kept', 'kept connections, until the acknowledgement', measured.kept),
      judged(measured.judged),
      throughput(measured.fresh),
    ];
  } finally {
    await Promise.all(children.map((one) => one.ended()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A second folder of the same authority and the same database, as another machine of the same collectors has it. */
function besides(data: string, other: string): void {
  mkdirSync(other);
  for (const name of ['authority', 'database.json']) {
    cpSync(join(data, name), join(other, name), { recursive: true });
  }
}

async function opened(child: Child, data: string): Promise<Served> {
  // Few hosts send what thousands would.
  const open: StormCollectorQuestion = { type: 'open', data, limits: { reportsAtOnce: 1_000_000 } };
  const { agentUrl } = await child.ask<Opened>(open);
  await child.ask({ type: 'settle' } satisfies StormCollectorQuestion);
  await child.ask({ type: 'judging', on: false } satisfies StormCollectorQuestion);
  return { child, port: Number(new URL(agentUrl).port) };
}

/** The same reports of the same hosts from two processes, each to a collector of its own where there are two. */
async function cost(
  loads: readonly Child[],
  collectors: readonly Served[],
  connections: Connections,
  isJudged: boolean,
): Promise<Cost> {
  const each = (inFlight * collectors.length) / loads.length;
  const send = () =>
    Promise.all(
      loads.map((load, index) => {
        const port = collectors[index % collectors.length]?.port ?? 0;
        return load.ask<Sent>({ type: 'send', port, connections, inFlight: each } satisfies LoadQuestion);
      }),
    );
  const prepare = (count: number) =>
    Promise.all(loads.map((load) => load.ask({ type: 'prepare', rounds: count } satisfies LoadQuestion)));
  const ask = <Answer>(question: StormCollectorQuestion) =>
    Promise.all(collectors.map(({ child }) => child.ask<Answer>(question)));
  if (connections === 'kept') {
    await prepare(1);
    await send();
  }
  await prepare(rounds);
  if (isJudged) {
    await ask({ type: 'judging', on: true });
    // What was not judged meanwhile.
    await ask({ type: 'settle' });
  }
  const judgedBefore = sum(await ask<number>({ type: 'judged' }));
  const before = cpuMs(await ask<NodeJS.CpuUsage>({ type: 'cpu' }));
  const serverBefore = serverCpuMs() ?? 0;
  const sent = await send();
  if (isJudged) await ask({ type: 'settle' });
  const used = cpuMs(await ask<NodeJS.CpuUsage>({ type: 'cpu' })) - before;
  const server = (serverCpuMs() ?? 0) - serverBefore;
  const judgings = sum(await ask<number>({ type: 'judged' })) - judgedBefore;
  await ask({ type: 'judging', on: false });
  await Promise.all(loads.map((load) => load.ask({ type: 'hang-up' } satisfies LoadQuestion)));
  const reports = sum(sent.map((one) => one.reports));
  const longest = Math.max(...sent.map(({ wallMs }) => wallMs));
  return {
    cpuMs: used / reports,
    serverMs: server / reports,
    judged: judgings / reports,
    perSecond: (reports / longest) * 1000,
  };
}

function cpuMs(usages: readonly NodeJS.CpuUsage[]): number {
  return sum(usages.map(({ user, system }) => (user + system) / 1000));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function figure(id: string, how: string, compared: readonly Compared[]): Measured {
  const server = (which: keyof Compared) => median(compared.map((one) => one[which].serverMs)).toFixed(2);
  return {
    id,
    what: `on PostgreSQL: processor time for each report of two collectors on one database / of one collector; ${how}`,
    unit: 'ms CPU/report',
    target,
    pairs: compared.map(({ one, two }): Pair => ({ figure: two.cpuMs, base: one.cpuMs })),
    note: `${hosts * rounds} reports of ${hosts} hosts each time, ${inFlight} in flight at each collector; the server took ${server('two')} ms a report beside two, ${server('one')} beside one`,
  };
}

/** A host is judged once for several reports that came before its turn; two collectors seldom both judge the same one. */
function judged(compared: readonly Compared[]): Measured {
  const times = (which: keyof Compared) => median(compared.map((one) => one[which].judged)).toFixed(2);
  const measured = figure('two judged', 'kept connections, until all hosts are judged', compared);
  const note = `no target: tells what judging adds; hosts judged for each report ${times('two')} by two, ${times('one')} by one; ${measured.note}`;
  return { ...measured, target: null, note };
}

function throughput(compared: readonly Compared[]): Result {
  return {
    id: 'two wall',
    what: 'on PostgreSQL: reports stored in a second of the clock by two collectors / by one; a new mTLS connection each',
    unit: 'reports/s',
    target: null,
    pairs: compared.map(({ one, two }): Pair => ({ figure: two.perSecond, base: one.perSecond })),
    note: 'no target: collectors, senders and the server share the processors of this machine',
  };
}
