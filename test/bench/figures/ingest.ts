import type { Pair, Result } from '../figure.ts';
import { startChild } from '../measure/child.ts';
import { databaseWord, newDatabase, serverCpuMs } from '../measure/database.ts';
import type { Child } from '../measure/child.ts';
import type { BareQuestion, Does } from '../ingest/bare-server.ts';
import type { CollectorQuestion, Enrolled } from '../ingest/collector-server.ts';
import type { Connections, LoadQuestion, Sent } from '../ingest/load.ts';
import { sampleSizes } from '../ingest/sample-reports.ts';
import type { Bodies } from '../ingest/sample-reports.ts';
import type { SlowDiskQuestion, Throughput } from '../ingest/slow-disk.ts';
import { median } from '../measure/statistics.ts';
import type { Progress } from '../progress.ts';

const repetitions = 7;
const hosts = 200;
/** A report over a kept connection takes so little that a few hundred of them say nothing. */
const rounds: Record<Connections, number> = { new: 2, resumed: 2, kept: 6 };
const inFlight = 32;
const syncMs = 5;
const slowDiskInFlight = 256;

type Server = { child: Child; port: number };

/** G4 and G5: CPU of the collector's process for one report, against a server that only parses it. */
export async function ingestFigures(progress: Progress): Promise<Result[]> {
  const collector = startChild('ingest/collector-server.ts');
  const bare = startChild('ingest/bare-server.ts');
  const checking = startChild('ingest/bare-server.ts');
  const storing = startChild('ingest/bare-server.ts');
  const load = startChild('ingest/load.ts');
  const database = await newDatabase();
  const on = databaseWord();
  try {
    const enrolled = await collector.ask<Enrolled>({
      type: 'enrol',
      hosts,
      ...(database === undefined ? {} : { database }),
    } satisfies CollectorQuestion);
    const { authority, server } = enrolled;
    const serverThat = async (child: Child, does: Does): Promise<Server> => ({
      child,
      port: await child.ask<number>({ type: 'listen', authority, ...server, does } satisfies BareQuestion),
    });
    const servers = {
      collector: { child: collector, port: enrolled.port },
      bare: await serverThat(bare, 'parse'),
      checking: await serverThat(checking, 'check'),
      storing: await serverThat(storing, 'store'),
    };
    await load.ask({ type: 'hosts', authority, hosts: enrolled.hosts } satisfies LoadQuestion);
    await collector.ask({ type: 'judging', on: false } satisfies CollectorQuestion);
    for (const name of ['collector', 'bare', 'checking', 'storing'] as const) {
      // Everything is new in a host's first report, and code is not compiled yet: neither is what the figure is about.
      for (const connections of ['new', 'kept', 'resumed', 'new'] as const) {
        await cpuMsPerReport(load, servers[name], connections);
      }
    }
    const serverMs: number[] = [];
    const pairs: Record<'resumed' | 'fresh' | 'kept' | 'steady' | 'steadyAlike' | 'judged', Pair[]> = {
      resumed: [],
      fresh: [],
      kept: [],
      steady: [],
      steadyAlike: [],
      judged: [],
    };
    const least = { checking: { new: [], kept: [] }, storing: { new: [], kept: [] } } as Record<
      'checking' | 'storing',
      Record<'new' | 'kept', Pair[]>
    >;
    const measureLeast = async (connections: 'new' | 'kept', base: number) => {
      for (const name of ['checking', 'storing'] as const) {
        const figure = await cpuMsPerReport(load, servers[name], connections);
        least[name][connections].push({ figure, base });
      }
    };
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      progress(`G4, G5, G7: repetition ${repetition} of ${repetitions}`);
      const base = await cpuMsPerReport(load, servers.bare, 'new');
      const fresh = await cpuMsPerReport(load, servers.collector, 'new');
      pairs.fresh.push({ figure: fresh, base });
      await measureLeast('new', base);
      const resumed = await cpuMsPerReport(load, servers.collector, 'resumed');
      pairs.resumed.push({ figure: resumed, base: fresh });
      const keptBase = await cpuMsPerReport(load, servers.bare, 'kept');
      const serverBefore = serverCpuMs();
      const kept = await cpuMsPerReport(load, servers.collector, 'kept');
      const serverAfter = serverCpuMs();
      if (serverBefore !== null && serverAfter !== null) {
        serverMs.push((serverAfter - serverBefore) / (hosts * (rounds.kept + 1)));
      }
      pairs.kept.push({ figure: kept, base: keptBase });
      await measureLeast('kept', keptBase);
      const steadyBase = await cpuMsPerReport(load, servers.bare, 'kept', { bodies: 'changed' });
      const steady = await cpuMsPerReport(load, servers.collector, 'kept', { bodies: 'changed' });
      pairs.steady.push({ figure: steady, base: keptBase });
      pairs.steadyAlike.push({ figure: steady, base: steadyBase });
      await collector.ask({ type: 'judging', on: true } satisfies CollectorQuestion);
      await collector.ask({ type: 'settle' } satisfies CollectorQuestion);
      const judged = await cpuMsPerReport(load, servers.collector, 'new', { judged: true });
      pairs.judged.push({ figure: judged, base });
      await collector.ask({ type: 'judging', on: false } satisfies CollectorQuestion);
    }
    const beside =
      serverMs.length === 0
        ? ''
        : `; the server beside it ${median(serverMs).toFixed(2)} ms a report with kept connections`;
    const { jsonBytes, packedBytes } = sampleSizes();
    const note = `${hosts * rounds.new} reports of ${jsonBytes} bytes (${packedBytes} packed) a repetition, ${hosts} hosts, ${inFlight} at a time; until the acknowledgement, judging off${beside}`;
    const unit = 'ms CPU/report';
    return [
      {
        id: 'G4',
        what: `${on}durable ingest, new mTLS connection each / parse-only server`,
        unit,
        target: { direction: 'at-most', pass: 1.6, moonshot: 1.35 },
        pairs: pairs.fresh,
        note,
      },
      {
        id: 'G5',
        what: `${on}durable ingest, kept connections / parse-only server`,
        unit,
        target: { direction: 'at-most', pass: 3.5, moonshot: 2.5 },
        pairs: pairs.kept,
        note: `${hosts * rounds.kept} reports a repetition; all bodies with every report, as agents send them with the first alone`,
      },
      {
        id: 'G5 steady',
        what: `${on}durable ingest of reports as agents send them, with the bodies that changed / parse-only server of whole reports`,
        unit,
        target: null,
        pairs: pairs.steady,
        note: 'what a host costs in the long run, against the least it costs where every report is whole',
      },
      {
        id: 'G5 steady',
        what: 'the same / parse-only server of the same short reports',
        unit,
        target: null,
        pairs: pairs.steadyAlike,
      },
      {
        id: 'G7',
        what: `${on}durable ingest, new connection with a resumed TLS session / with a full handshake`,
        unit,
        target: { direction: 'at-most', pass: 0.75, moonshot: 0.65 },
        pairs: pairs.resumed,
        note: 'identity, expiry and revocation looked up for every request of both; at least 95 % of the connections were resumed, counted',
      },
      ...leastResults('checked', 'checks, hashes and verifies, and stores nothing', least.checking),
      ...leastResults('stored', 'keeps the least of it, too, in three tables of SQLite', least.storing),
      {
        id: 'G4+judge',
        what: `${on}G4 with every report judged at once`,
        unit,
        target: null,
        pairs: pairs.judged,
        note: 'no target: tells what judging adds in the same process',
      },
    ];
  } finally {
    for (const child of [load, collector, bare, checking, storing]) child.stop();
  }
}

/** What G4 and G5 can be at best. */
function leastResults(name: string, does: string, pairs: Record<'new' | 'kept', Pair[]>): Result[] {
  const unit = 'ms CPU/report';
  const what = `parse-only server that also ${does}`;
  return [
    { id: `G4 ${name}`, what: `${what}, new connections / without`, unit, target: null, pairs: pairs.new },
    { id: `G5 ${name}`, what: `${what}, kept connections / without`, unit, target: null, pairs: pairs.kept },
  ];
}

/** G6: how much a batch saves when the disk is slow. */
export async function slowDiskFigures(progress: Progress): Promise<Result[]> {
  const child = startChild('ingest/slow-disk.ts');
  try {
    await throughput(child, 256, 512);
    const pairs: Pair[] = [];
    let reportsPerBatch = 0;
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      progress(`G6: repetition ${repetition} of ${repetitions}`);
      const one = await throughput(child, 1, 128);
      const many = await throughput(child, 256, 1024);
      pairs.push({ figure: perSecond(many), base: perSecond(one) });
      reportsPerBatch = many.reports / many.batches;
    }
    return [
      {
        id: 'G6',
        what: `throughput with ${syncMs} ms more per sync: batches / one commit per report`,
        unit: 'reports/s',
        target: { direction: 'at-least', pass: 10, moonshot: 14 },
        pairs,
        note:
          `slow disk emulated: the thread stops for ${syncMs} ms after each commit, on both sides; checks and store ` +
          `without TLS and HTTP; ${slowDiskInFlight} in flight, ${reportsPerBatch.toFixed(0)} reports a batch`,
      },
    ];
  } finally {
    child.stop();
  }
}

async function throughput(child: Child, maxBatch: number, reports: number): Promise<Throughput> {
  await child.ask({ type: 'prepare', reports } satisfies SlowDiskQuestion);
  const run: SlowDiskQuestion = { type: 'run', maxBatch, inFlight: slowDiskInFlight, syncMs };
  return child.ask<Throughput>(run);
}

function perSecond({ reports, wallMs }: Throughput): number {
  return (reports / wallMs) * 1000;
}

async function cpuMsPerReport(
  load: Child,
  { child, port }: Server,
  connections: Connections,
  options: { judged?: boolean; bodies?: Bodies } = {},
): Promise<number> {
  const send: LoadQuestion = { type: 'send', port, connections, inFlight };
  if (connections !== 'new') {
    await load.ask({ type: 'prepare', rounds: 1 } satisfies LoadQuestion);
    await load.ask<Sent>(send);
  }
  // The report before, of the first round above, had all of them.
  const bodies = options.bodies ?? 'all';
  await load.ask({ type: 'prepare', rounds: rounds[connections], bodies } satisfies LoadQuestion);
  const before = await cpuMs(child);
  const { reports, notResumed } = await load.ask<Sent>(send);
  if (notResumed > reports / 20) throw new Error(`${notResumed} of ${reports} sessions were not resumed`);
  if (options.judged) await child.ask({ type: 'settle' } satisfies CollectorQuestion);
  const after = await cpuMs(child);
  await load.ask({ type: 'hang-up' } satisfies LoadQuestion);
  return (after - before) / reports;
}

async function cpuMs(child: Child): Promise<number> {
  const { user, system } = await child.ask<NodeJS.CpuUsage>({ type: 'cpu' });
  return (user + system) / 1000;
}
