import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mostWithEvidence } from '../../support/fleet.ts';
import { percentile } from '../../support/percentile.ts';
import type { JudgedAnew } from '../anew/judge-anew.ts';
import type { PlainJudged, PlainQuestion } from '../anew/plain-loop.ts';
import { changedControl, ruleChange } from '../anew/rule-change.ts';
import type { Pair, Result } from '../figure.ts';
import { startChild } from '../measure/child.ts';
import type { Child } from '../measure/child.ts';
import { databaseWord, serverCpuMs } from '../measure/database.ts';
import { median } from '../measure/statistics.ts';
import type { Progress } from '../progress.ts';
import type { FleetQuestion } from '../results/collector.ts';
import { emptyFolder } from '../results/fleet-folder.ts';
import type { ReportsQuestion } from '../results/reports.ts';
import { makeMeasuredFleet, runFleet } from '../results/running-fleet.ts';
import type { RunningFleet } from '../results/running-fleet.ts';

const repetitions = 5;
const perSecond = 10;
const reporting = 20;
const limitMs = 20 * 60 * 1000;
const warmUpMs = 3000;

/** Of a larger fleet the evidence is not there to be judged again. */
const wanted = Number(process.env.TENKEN_BENCH_FLEET ?? 2000);
const hosts = wanted <= mostWithEvidence ? wanted : 2000;

/** `server`: what the database's server used for the same, ms; null where it has none. */
type Costs = {
  job: JudgedAnew;
  plain: PlainJudged;
  one: PlainJudged;
  jobServer: number;
  plainServer: number;
};
type Waits = { during: number[]; without: number[] };

/** G11: all hosts judged anew after one rule has changed, and what reports wait meanwhile. */
export async function anewFigures(progress: Progress): Promise<Result[]> {
  const folder = emptyFolder();
  const data = join(folder, 'data');
  let fleet: RunningFleet | null = null;
  const loop = startChild('anew/plain-loop.ts', [], limitMs);
  try {
    progress(`G11: makes ${hosts} hosts`);
    await makeMeasuredFleet(data, hosts, progress);
    fleet = await runFleet(data, reporting);
    await loop.ask({ type: 'open', data } satisfies PlainQuestion);
    // Code is not compiled yet, and what the fleet's hosts were judged by is not what a collector judges by.
    await costs(fleet.collector, loop, 1);
    let changes = 2;
    const measured: Costs[] = [];
    for (let repetition = 1; repetition <= repetitions; repetition += 1, changes += 1) {
      progress(`G11: repetition ${repetition} of ${repetitions}`);
      measured.push(await costs(fleet.collector, loop, changes));
    }
    loop.stop();
    const waits: Waits[] = [];
    await fleet.reports.ask({ type: 'begin', perSecond } satisfies ReportsQuestion);
    await sleep(warmUpMs);
    for (let repetition = 1; repetition <= repetitions; repetition += 1, changes += 1) {
      progress(`G11 ingest: repetition ${repetition} of ${repetitions}`);
      waits.push(await waitsDuring(fleet, changes));
    }
    return [...costFigures(measured), waitFigure(waits)];
  } finally {
    loop.stop();
    await fleet?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function costs(collector: Child, loop: Child, number: number): Promise<Costs> {
  const change = ruleChange(number);
  const judge = (control: string | null) =>
    loop.ask<PlainJudged>({ type: 'judge', change, control } satisfies PlainQuestion);
  const first = serverCpuMs() ?? 0;
  const plain = await judge(null);
  const second = serverCpuMs() ?? 0;
  const job = await collector.ask<JudgedAnew>({ type: 'judgeAnew', change } satisfies FleetQuestion);
  const third = serverCpuMs() ?? 0;
  const one = await judge(changedControl);
  if (job.changed < hosts / 10) throw new Error(`only ${job.changed} verdicts changed with the rule`);
  return { job, plain, one, plainServer: second - first, jobServer: third - second };
}

/** The same load for as long as the job takes, once beside it and once alone. */
async function waitsDuring({ collector, reports }: RunningFleet, number: number): Promise<Waits> {
  const waited = () => reports.ask<number[]>({ type: 'waited' } satisfies ReportsQuestion);
  await waited();
  const change = ruleChange(number);
  const { wallMs } = await collector.ask<JudgedAnew>({ type: 'judgeAnew', change } satisfies FleetQuestion);
  const during = await waited();
  await collector.ask({ type: 'settle' } satisfies FleetQuestion);
  await waited();
  await sleep(wallMs);
  return { during, without: await waited() };
}

function costFigures(measured: readonly Costs[]): Result[] {
  const seconds = (ms: number) => ms / 1000;
  const middle = (valueOf: (one: Costs) => number) => median(measured.map(valueOf));
  const server =
    serverCpuMs() === null
      ? ''
      : `; the server took ${seconds(middle(({ jobServer }) => jobServer)).toFixed(1)} s of processor beside it, ${seconds(middle(({ plainServer }) => plainServer)).toFixed(1)} s beside the loop`;
  const all = middle(({ plain }) => plain.hosts);
  const changed = middle(({ job }) => job.changed);
  const wall = seconds(middle(({ job }) => job.wallMs)).toFixed(1);
  return [
    {
      id: 'G11',
      what: `${databaseWord()}processor time of a collector that judges all hosts anew after one declaration / of a plain loop that reads, judges and writes the same`,
      unit: 's',
      target: { direction: 'at-most', pass: 5, moonshot: 2 },
      pairs: measured.map(({ job, plain }): Pair => ({
        figure: seconds(job.cpuMs),
        base: seconds(plain.cpuMs),
      })),
      note:
        `${all} hosts (not 100,000), all but ${reporting} with their evidence; both judge every requirement of a host; ${changed} verdicts change each time; ${wall} s on the wall from the declaration on` +
        `; the loop writes durably 100 hosts at a time into a table with its key alone, without history, tallies and alerts${server}`,
    },
    {
      id: 'G11 one control',
      what: `${databaseWord()}the same job / a plain loop that reads, judges and writes only the control whose rule has changed`,
      unit: 's',
      target: null,
      pairs: measured.map(({ job, one }): Pair => ({
        figure: seconds(job.cpuMs),
        base: seconds(one.cpuMs),
      })),
      note: 'no target: tells what judging all requirements because of one costs',
    },
  ];
}

function waitFigure(waits: readonly Waits[]): Result {
  const p99 = (values: readonly number[]) => percentile(values, 0.99);
  const told = (one: keyof Waits) => {
    const all = waits.flatMap((wait) => wait[one]);
    return `p50 ${percentile(all, 0.5).toFixed(1)}, p99 ${p99(all).toFixed(1)} ms of ${all.length}`;
  };
  return {
    id: 'G11 ingest',
    what: `${databaseWord()}p99 of a report's acknowledgement while all hosts are judged anew / otherwise`,
    unit: 'ms',
    target: { direction: 'at-most', pass: 2, moonshot: 2 },
    pairs: waits.map(({ during, without }): Pair => ({ figure: p99(during), base: p99(without) })),
    note: `${perSecond} reports/s over kept connections of ${reporting} hosts, judged, for as long each time; all repetitions together: during it ${told('during')}, without ${told('without')}`,
  };
}
