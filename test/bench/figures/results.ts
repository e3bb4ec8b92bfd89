import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { openDataDirectory } from '../../../collector/src/store/data-directory.ts';
import { openReadingStoreOf } from '../../../collector/src/store/database-place.ts';
import { keptConnection } from '../../support/https.ts';
import { percentile } from '../../support/percentile.ts';
import { summary } from '../figure.ts';
import type { Measured, Result } from '../figure.ts';
import { databaseWord, newestChoice } from '../measure/database.ts';
import { startChild } from '../measure/child.ts';
import { median } from '../measure/statistics.ts';
import type { Progress } from '../progress.ts';
import type { FleetOpened, FleetQuestion } from '../results/collector.ts';
import { fleetFolder, fleetHosts as hosts } from '../results/fleet-folder.ts';
import { askAs, dashboardQueries } from '../results/queries.ts';
import type { ReportsQuestion, ReportsSent } from '../results/reports.ts';
import { enrolInBulk } from '../storm/enrol-in-bulk.ts';

const repetitions = 5;
const asksPerRepetition = 60;
const perSecond = 30;
const reporting = 30;
const p99LimitMs = 50;
const target = { direction: 'at-most', pass: 1 / 100, moonshot: 1 / 500 } as const;

type Times = Map<string, number[]>;

/**
 * G10: what pages of results ask for, as a browser gets it, while reports come in and are judged; each against
 * counting all rows in the same run.
 */
export async function resultFigures(progress: Progress): Promise<Result[]> {
  return measure(await fleetFolder(progress), progress);
}

async function measure(data: string, progress: Progress): Promise<Result[]> {
  const { agents } = await enrolInBulk(data, reporting);
  const collector = startChild('results/collector.ts');
  const reports = startChild('results/reports.ts');
  const connection = { destroy: () => {} };
  try {
    const opened = await collector.ask<FleetOpened>({ type: 'open', data } satisfies FleetQuestion);
    const kept = keptConnection({ authority: opened.authority });
    connection.destroy = () => kept.destroy();
    const ask = askAs(opened.url, opened.token, kept);
    const queries = await dashboardQueries(ask);
    const { agentUrl, authority } = opened;
    await reports.ask({ type: 'hosts', agentUrl, authority, agents } satisfies ReportsQuestion);
    await reports.ask({ type: 'begin', perSecond } satisfies ReportsQuestion);
    const begunAt = performance.now();
    const times: Times = new Map();
    const counting: number[] = [];
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      progress(`G10: repetition ${repetition + 1} of ${repetitions}`);
      counting.push(await countAll(data));
      for (const [name, path] of Object.entries(queries)) {
        const own = times.get(name) ?? [];
        times.set(name, own);
        for (let asked = 0; asked < asksPerRepetition; asked += 1) {
          const startedAt = performance.now();
          await ask(path);
          own.push(performance.now() - startedAt);
        }
      }
    }
    const sent = await reports.ask<ReportsSent>({ type: 'sent' });
    const judged = await collector.ask<number>({ type: 'judged' });
    const seconds = (performance.now() - begunAt) / 1000;
    const pace = `${(sent.stored / seconds).toFixed(1)} reports/s stored, ${sent.refused} refused, ${(judged / seconds).toFixed(1)} hosts/s judged meanwhile`;
    const results = [...times].map(([name, own]) => figure(name, own, counting, pace));
    keep(results, times, pace);
    return results;
  } finally {
    connection.destroy();
    reports.stop();
    collector.stop();
  }
}

/** What a page would do without tallies: look at every finding. @returns milliseconds */
async function countAll(data: string): Promise<number> {
  const store = await openReadingStoreOf(openDataDirectory(data));
  try {
    // Whoever counts has its connection already.
    await store.read.selectFrom('host').select('id').limit(1).execute();
    const startedAt = performance.now();
    const counted = store.read
      .selectFrom('finding')
      .select(['outcome', ({ fn }) => fn.countAll().as('findings')]);
    await counted.groupBy('outcome').execute();
    return performance.now() - startedAt;
  } finally {
    await store.close();
  }
}

/** What was measured of this many hosts, for who reads it later: the newest run of each size stays in the repository. */
function keep(results: readonly Measured[], times: Times, pace: string): void {
  const queries = results.map((result, index) => {
    const own = [...times.values()][index] ?? [];
    const [p50, p99] = [percentile(own, 0.5), percentile(own, 0.99)].map((ms) => Number(ms.toFixed(1)));
    const { ratio, lowest, highest, base, verdict } = summary(result);
    const isPassed = verdict !== 'not reached' && (p99 ?? Number.NaN) <= p99LimitMs;
    return { query: result.id, ratio, lowest, highest, baseMs: base, p50, p99, isPassed };
  });
  const content = {
    hosts,
    measuredAt: new Date().toISOString(),
    node: process.version,
    processors: cpus().length,
    loadAverage: loadavg()[0],
    meanwhile: pace,
    passed: `${queries.filter(({ isPassed }) => isPassed).length} of ${queries.length}`,
    queries,
  };
  const file = join(
    import.meta.dirname,
    '../results',
    `g10-${hosts}${newestChoice() === 'postgresql' ? '-postgresql' : ''}.json`,
  );
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

function figure(name: string, times: readonly number[], counting: readonly number[], pace: string): Measured {
  const pairs = counting.map((base, at) => ({
    figure: median(times.slice(at * asksPerRepetition, (at + 1) * asksPerRepetition)),
    base,
  }));
  const [middle, most] = [percentile(times, 0.5), percentile(times, 0.99)].map((ms) => ms.toFixed(1));
  return {
    id: `G10 ${name}`,
    what: `${databaseWord()}${name}, of ${hosts} hosts, as a browser gets it / counting all findings by outcome`,
    unit: 'ms',
    target,
    pairs,
    note: `p50 ${middle} ms, p99 ${most} ms; ${pace}`,
  };
}
