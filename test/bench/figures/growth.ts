import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { keptConnection } from '../../support/https.ts';
import type { Pair, Result } from '../figure.ts';
import type { Child } from '../measure/child.ts';
import { databaseWord } from '../measure/database.ts';
import type { Progress } from '../progress.ts';
import type { FleetQuestion } from '../results/collector.ts';
import { emptyFolder, fleetFolder, fleetHosts, keptFleet } from '../results/fleet-folder.ts';
import { askAs, dashboardQueries } from '../results/queries.ts';
import type { Ask } from '../results/queries.ts';
import type { ReportsQuestion } from '../results/reports.ts';
import { makeMeasuredFleet, runFleet } from '../results/running-fleet.ts';

/** The first is what the others are compared with. */
const sizes = (process.env.TENKEN_BENCH_GROWTH ?? '10,1000,10000').split(',').map(Number);
const repetitions = 5;
const reportsEach = 60;
const reporting = 10;
const asksEach = 5;

type Grown = {
  hosts: number;
  collector: Child;
  reports: Child;
  ask: Ask;
  queries: string[];
  close: () => Promise<void>;
};
type Cost = { report: number; page: number };

/** What a report and a page cost the collector's process, with few hosts in the database and with many. */
export async function growthFigures(progress: Progress): Promise<Result[]> {
  const folder = emptyFolder();
  const grown: Grown[] = [];
  try {
    for (const hosts of sizes) {
      progress(`growth: ${hosts} hosts`);
      grown.push(await grow(await dataOf(hosts, folder, progress), hosts));
    }
    // Code is not compiled yet, and everything is new in a first report.
    for (const one of grown) await cost(one);
    const costs: Cost[][] = [];
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      progress(`growth: repetition ${repetition} of ${repetitions}`);
      const row: Cost[] = [];
      for (const one of grown) row.push(await cost(one));
      costs.push(row);
    }
    return grown.flatMap(({ hosts }, index) =>
      (['report', 'page'] as const).map((what) => ({
        id: `growth ${what} ${hosts}`,
        what: `${databaseWord()}processor time of the collector for a ${what} with ${hosts} hosts / with ${sizes[0]}`,
        unit: 'ms',
        target: null,
        pairs: costs.map((row): Pair => ({
          figure: row[index]?.[what] ?? Number.NaN,
          base: row[0]?.[what] ?? Number.NaN,
        })),
        note:
          what === 'report'
            ? `${reportsEach} reports a repetition over kept connections, judged`
            : `${grown[index]?.queries.length} queries of pages, ${asksEach} times each, medians over all`,
      })),
    );
  } finally {
    await Promise.all(grown.map(({ close }) => close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A large fleet takes minutes to make: one that is kept for the next run is good enough, a few reports are nothing to it. */
async function dataOf(hosts: number, folder: string, progress: Progress): Promise<string> {
  if (hosts === fleetHosts && keptFleet() !== undefined) return fleetFolder(progress);
  const data = join(folder, `${hosts}`);
  await makeMeasuredFleet(data, hosts, progress);
  return data;
}

async function grow(data: string, hosts: number): Promise<Grown> {
  const { collector, reports, opened, close: end } = await runFleet(data, reporting);
  const connection = keptConnection({ authority: opened.authority });
  const ask = askAs(opened.url, opened.token, connection);
  const close = async () => {
    connection.destroy();
    await end();
  };
  // Few hosts have no second page.
  const queries = Object.values(await dashboardQueries(ask)).filter((path) => !path.includes('&cursor='));
  return { hosts, collector, reports, ask, queries, close };
}

async function cost({ collector, reports, ask, queries }: Grown): Promise<Cost> {
  const before = await cpuMs(collector);
  await reports.ask({ type: 'send', count: reportsEach } satisfies ReportsQuestion);
  await collector.ask({ type: 'settle' } satisfies FleetQuestion);
  const between = await cpuMs(collector);
  for (let asked = 0; asked < asksEach; asked += 1) for (const path of queries) await ask(path);
  const after = await cpuMs(collector);
  return { report: (between - before) / reportsEach, page: (after - between) / (asksEach * queries.length) };
}

async function cpuMs(collector: Child): Promise<number> {
  const { user, system } = await collector.ask<NodeJS.CpuUsage>({ type: 'cpu' } satisfies FleetQuestion);
  return (user + system) / 1000;
}
