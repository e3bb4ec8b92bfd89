import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../support/percentile.ts';
import type { JudgedAnew } from '../anew/judge-anew.ts';
import type { PlainJudged, PlainQuestion } from '../anew/plain-loop.ts';
import { changedControl, kindsOf, ruleChange } from '../anew/rule-change.ts';
import type { Pair, Result } from '../figure.ts';
import { startChild } from '../measure/child.ts';
import type { Child } from '../measure/child.ts';
import { databaseWord, serverCpuMs } from '../measure/database.ts';
import { median } from '../measure/statistics.ts';
import type { Progress } from '../progress.ts';
import type { FleetQuestion } from '../results/collector.ts';
import { emptyFolder, fleetHosts } from '../results/fleet-folder.ts';
import type { ReportsQuestion } from '../results/reports.ts';
import { makeMeasuredFleet, runFleet } from '../results/running-fleet.ts';
import type { RunningFleet } from '../results/running-fleet.ts';

const perSecond = 10;
const reporting = 20;
const limitMs = 30 * 60 * 1000;
const warmUpMs = 3000;
const mostWhole = 2000;
/** One takes minutes where so many hosts are judged; each is a long one then. */
const repetitionsOf = (hosts: number) =>
  hosts > 10_000 ? { ofCosts: 3, ofWaits: 2 } : { ofCosts: 5, ofWaits: 5 };
const target = { direction: 'at-most', pass: 5, moonshot: 2 } as const;

/** `server`: what the database's server used for the same, ms; 0 where it has none. */
type Costs = { job: JudgedAnew; plain: PlainJudged; jobServer: number; plainServer: number };
type Waits = { during: number[]; without: number[] };

/** What is judged anew, by a collector and by a loop. */
type Work = {
  id: string;
  what: string;
  hosts: number;
  /** That are there. */
  kinds: readonly string[];
  /** The loop judges this one alone; null: every control. */
  control: string | null;
  /** @param number of the change */
  job: (number: number) => FleetQuestion;
  note: (hosts: number) => string;
};

const oneRule: Work = {
  id: 'G11',
  what: 'judges all hosts anew after one declaration / of a plain loop that reads, judges and writes the one control that rests on it',
  hosts: fleetHosts,
  kinds: kindsOf(changedControl),
  control: changedControl,
  job: (number) => ({ type: 'judgeAnew', change: ruleChange(number) }),
  note: (hosts) => `${hosts} hosts with the evidence that this control needs`,
};

const everyRule: Work = {
  id: 'G11 whole',
  what: 'judges every requirement of all hosts anew, as after an update / of a plain loop that reads, judges and writes the same',
  hosts: Math.min(fleetHosts, mostWhole),
  kinds: [],
  control: null,
  job: () => ({ type: 'judgeWhole' }),
  note: (hosts) => `${hosts} hosts (not 100,000), all but ${reporting} with their evidence`,
};

/** G11: all hosts judged anew after one rule has changed, or all of them, and what reports wait meanwhile. */
export async function anewFigures(progress: Progress): Promise<Result[]> {
  const results: Result[] = [];
  for (const work of [oneRule, everyRule]) results.push(...(await measured(work, progress)));
  return results;
}

async function measured(work: Work, progress: Progress): Promise<Result[]> {
  const { id, hosts, kinds } = work;
  const { ofCosts, ofWaits } = repetitionsOf(hosts);
  const folder = emptyFolder();
  const data = join(folder, 'data');
  let fleet: RunningFleet | null = null;
  const loop = startChild('anew/plain-loop.ts', [], limitMs);
  try {
    progress(`${id}: makes ${hosts} hosts`);
    await makeMeasuredFleet(data, hosts, progress, kinds);
    fleet = await runFleet(data, reporting);
    await loop.ask({ type: 'open', data } satisfies PlainQuestion);
    // Code is not compiled yet.
    await costs(work, fleet.collector, loop, 1);
    let changes = 2;
    const all: Costs[] = [];
    for (let repetition = 1; repetition <= ofCosts; repetition += 1, changes += 1) {
      progress(`${id}: repetition ${repetition} of ${ofCosts}`);
      all.push(await costs(work, fleet.collector, loop, changes));
    }
    loop.stop();
    const waits: Waits[] = [];
    await fleet.reports.ask({ type: 'begin', perSecond } satisfies ReportsQuestion);
    await sleep(warmUpMs);
    for (let repetition = 1; repetition <= ofWaits; repetition += 1, changes += 1) {
      progress(`${id} ingest: repetition ${repetition} of ${ofWaits}`);
      waits.push(await waitsDuring(fleet, work.job(changes)));
    }
    return [costFigure(work, all), waitFigure(work, waits)];
  } finally {
    loop.stop();
    await fleet?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function costs(work: Work, collector: Child, loop: Child, number: number): Promise<Costs> {
  const { control } = work;
  const first = serverCpuMs() ?? 0;
  const plain = await loop.ask<PlainJudged>({
    type: 'judge',
    change: ruleChange(number),
    control,
  } satisfies PlainQuestion);
  const second = serverCpuMs() ?? 0;
  const job = await collector.ask<JudgedAnew>(work.job(number));
  const third = serverCpuMs() ?? 0;
  if (control !== null && job.changed < work.hosts / 10) {
    throw new Error(`only ${job.changed} verdicts changed with the rule`);
  }
  return { job, plain, plainServer: second - first, jobServer: third - second };
}

/** The same load for as long as the job takes, once beside it and once alone. */
async function waitsDuring({ collector, reports }: RunningFleet, job: FleetQuestion): Promise<Waits> {
  const waited = () => reports.ask<number[]>({ type: 'waited' } satisfies ReportsQuestion);
  await waited();
  const { wallMs } = await collector.ask<JudgedAnew>(job);
  const during = await waited();
  await collector.ask({ type: 'settle' } satisfies FleetQuestion);
  await waited();
  await sleep(wallMs);
  return { during, without: await waited() };
}

function costFigure({ id, what, note }: Work, measured: readonly Costs[]): Result {
  const seconds = (ms: number) => ms / 1000;
  const middle = (valueOf: (one: Costs) => number) => median(measured.map(valueOf));
  const server =
    serverCpuMs() === null
      ? ''
      : `; the server took ${seconds(middle(({ jobServer }) => jobServer)).toFixed(1)} s of processor beside it, ${seconds(middle(({ plainServer }) => plainServer)).toFixed(1)} s beside the loop`;
  const changed = middle(({ job }) => job.changed);
  const wall = seconds(middle(({ job }) => job.wallMs)).toFixed(1);
  return {
    id,
    what: `${databaseWord()}processor time of a collector that ${what}`,
    unit: 's',
    target,
    pairs: measured.map(({ job, plain }): Pair => ({
      figure: seconds(job.cpuMs),
      base: seconds(plain.cpuMs),
    })),
    note:
      `${note(middle(({ plain }) => plain.hosts))}; ${changed} verdicts change each time; ${wall} s on the wall from the change on` +
      `; the loop writes durably 100 hosts at a time into a table with its key alone, without history, tallies and alerts${server}`,
  };
}

function waitFigure({ id }: Work, waits: readonly Waits[]): Result {
  const p99 = (values: readonly number[]) => percentile(values, 0.99);
  const told = (one: keyof Waits) => {
    const all = waits.flatMap((wait) => wait[one]);
    return `p50 ${percentile(all, 0.5).toFixed(1)}, p99 ${p99(all).toFixed(1)}, most ${Math.max(...all).toFixed(0)} ms of ${all.length}`;
  };
  return {
    id: `${id} ingest`,
    what: `${databaseWord()}p99 of a report's acknowledgement while all hosts are judged anew / otherwise`,
    unit: 'ms',
    target: { direction: 'at-most', pass: 2, moonshot: 2 },
    pairs: waits.map(({ during, without }): Pair => ({ figure: p99(during), base: p99(without) })),
    note: `${perSecond} reports/s over kept connections of ${reporting} hosts, judged, for as long each time; all repetitions together: during it ${told('during')}, without ${told('without')}`,
  };
}
