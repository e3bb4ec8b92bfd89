import type { Pair, Result } from '../figure.ts';
import { hostileBodies } from '../ingest/hostile-bodies.ts';
import { startChild } from '../measure/child.ts';
import type { Child } from '../measure/child.ts';
import { median } from '../measure/statistics.ts';
import type { CollectorQuestion, Enrolled } from '../ingest/collector-server.ts';
import type { LoadQuestion, Sent } from '../ingest/load.ts';
import type { Progress } from '../progress.ts';

const repetitions = 5;
const hosts = 20;
const goodRounds = 10;
const refusedPerKind = 60;
const inFlight = 4;

/** G14: what the dearest body that is refused costs the collector's process, against a good report. */
export async function refusedFigures(progress: Progress): Promise<Result[]> {
  const collector = startChild('ingest/collector-server.ts');
  const load = startChild('ingest/load.ts');
  try {
    const {
      port,
      authority,
      hosts: enrolled,
    } = await collector.ask<Enrolled>({
      type: 'enrol',
      hosts,
    } satisfies CollectorQuestion);
    await load.ask({ type: 'hosts', authority, hosts: enrolled } satisfies LoadQuestion);
    await collector.ask({ type: 'judging', on: false } satisfies CollectorQuestion);
    const perHost = enrolled.map((host) => hostileBodies({ ...host, name: 'hostile' }));
    const names = [...(perHost[0]?.keys() ?? [])];
    // Bodies come in the order of the hosts: each is signed by the one that sends it.
    const bodiesOf = (name: string) =>
      Array.from(
        { length: refusedPerKind },
        (_, index) => perHost[index % hosts]?.get(name) ?? Buffer.alloc(0),
      );
    const good = async () => {
      await load.ask({ type: 'prepare', rounds: goodRounds } satisfies LoadQuestion);
      return cpuMsEach(collector, () =>
        load.ask<Sent>({ type: 'send', port, connections: 'kept', inFlight } satisfies LoadQuestion),
      );
    };
    const refused = (name: string) =>
      cpuMsEach(collector, () =>
        load.ask<Sent>({ type: 'refused', port, bodies: bodiesOf(name), inFlight } satisfies LoadQuestion),
      );
    await good();
    const costs = new Map<string, Pair[]>(names.map((name) => [name, []]));
    for (const name of names) await refused(name);
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      progress(`G14: repetition ${repetition} of ${repetitions}`);
      const base = await good();
      for (const [name, pairs] of costs) pairs.push({ figure: await refused(name), base });
    }
    const medians = [...costs].map(([name, pairs]) => ({
      name,
      pairs,
      cost: median(pairs.map(({ figure }) => figure)),
    }));
    const [dearest, ...others] = medians.toSorted((a, b) => b.cost - a.cost);
    if (!dearest) throw new Error('nothing was refused');
    return [
      {
        id: 'G14',
        what: `dearest body that is refused / a good report: ${dearest.name}`,
        unit: 'ms CPU/request',
        target: { direction: 'at-most', pass: 20, moonshot: 8 },
        pairs: dearest.pairs,
        note: `kept connections, ${names.length} kinds; the others: ${others
          .map(({ name, cost }) => `${name} ${cost.toFixed(1)}`)
          .join(', ')}`,
      },
    ];
  } finally {
    for (const child of [load, collector]) child.stop();
  }
}

async function cpuMsEach(collector: Child, send: () => Promise<Sent>): Promise<number> {
  const before = await cpuMs(collector);
  const { reports } = await send();
  return ((await cpuMs(collector)) - before) / reports;
}

async function cpuMs(child: Child): Promise<number> {
  const { user, system } = await child.ask<NodeJS.CpuUsage>({ type: 'cpu' });
  return (user + system) / 1000;
}
