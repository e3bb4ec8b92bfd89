import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { evidencePool } from './evidence-pool.ts';
import { Fleet } from './fleet.ts';
import { GivenTarget } from './given-target.ts';
import { Hosts } from './hosts.ts';
import { Identities } from './identities.ts';
import type { Outage, SimulateOptions } from './options.ts';
import { OwnTarget } from './own-target.ts';
import { Promises } from './promises.ts';
import type { Kept } from './promises.ts';
import { SimulationRecord } from './record.ts';
import type { Costs, Held, Target } from './target.ts';

export type SimulationResult = {
  options: SimulateOptions;
  record: SimulationRecord;
  /** Reports that nobody had acknowledged in the end. */
  unacknowledged: number;
  outages: number;
  kept: Kept;
  /** Null for a collector that runs elsewhere. */
  costs: Costs | null;
  /** From the first report on, without what was left to judge. */
  seconds: number;
};

/** `pid` is the collector's, which changes with each outage. */
export type Look = { atMs: number; reports: number; pid: number; held: Held };

export type Watching = {
  progress?: (what: string) => void;
  /** Called so often with what an own collector holds while no host says anything and everything is judged. */
  look?: { everyMs: number; at: (look: Look, data: string) => void };
};

const cache = resolve(import.meta.dirname, '../../.cache');

/** One run, from the enrolment of its hosts to the look whether every promise was kept. Leaves nothing on the disk. */
export async function simulate(options: SimulateOptions, watching: Watching = {}): Promise<SimulationResult> {
  // On the disk of this repository: `/tmp` may be memory, where a sync costs nothing.
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'simulate-'));
  // A server of its own has its own user there.
  chmodSync(folder, 0o711);
  const identities = new Identities(join(folder, 'identities'), options.hosts);
  const progress = watching.progress ?? (() => undefined);
  const enrolled = (done: number) => progress(`enrolled ${done} of ${options.hosts} hosts`);
  let own: OwnTarget | null = null;
  try {
    if (options.given !== null) {
      const given = await GivenTarget.enrol(options.given, options.hosts, identities, enrolled);
      const run = await reported(options, {
        folder,
        identities,
        target: given,
        remember: given.remember.bind(given),
        progress,
      });
      progress('sends a sample of what was acknowledged again');
      return { ...run, options, kept: await given.check(), costs: null };
    }
    own = await OwnTarget.start(folder, options, identities, enrolled);
    const looking = watching.look === undefined ? null : lookAt(own, watching.look);
    const parts = { folder, identities, target: own, remember: () => undefined, looking, progress };
    const run = await reported(options, parts);
    progress('judges what came last');
    await own.settle();
    const costs = await own.costs();
    await own.end();
    progress('looks up what was acknowledged');
    return { ...run, options, kept: await run.promises.checkIn(own.data), costs };
  } finally {
    await own?.stop();
    identities.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Parts = {
  folder: string;
  identities: Identities;
  target: Target;
  remember: GivenTarget['remember'];
  looking?: ReturnType<typeof lookAt> | null;
  progress?: (what: string) => void;
};

async function reported(
  options: SimulateOptions,
  { folder, identities, target, remember, looking, progress }: Parts,
) {
  const record = new SimulationRecord();
  const promises = new Promises(join(folder, 'acknowledged'));
  const fleet = new Fleet(options, {
    hosts: new Hosts(options, await evidencePool()),
    identities,
    target,
    record,
    acknowledged: (promised, sent) => {
      promises.add(promised);
      remember(promised, sent);
    },
  });
  const startedAt = performance.now();
  const outages = takeAway(target, options.outage);
  const stopLooking = looking?.(record, fleet);
  const telling = setInterval(() => {
    const minute = ((performance.now() - startedAt) / 60_000).toFixed(1);
    progress?.(`minute ${minute} of ${options.minutes}: ${record.accepted} reports accepted`);
  }, 5000);
  try {
    await fleet.run();
    const happened = await outages.end();
    await stopLooking?.();
    await fleet.settle();
    await promises.end();
    const seconds = (performance.now() - startedAt) / 1000;
    return { record, promises, unacknowledged: fleet.pending, outages: happened, seconds };
  } finally {
    clearInterval(telling);
  }
}

/** Takes the collector away again and again. */
function takeAway(target: Target, outage: Outage | null): { end: () => Promise<number> } {
  const over = new AbortController();
  const wait = (ms: number) => sleep(ms, undefined, { signal: over.signal }).catch(() => undefined);
  let happened = 0;
  const work = async ({ everyMs, forMs, times }: Outage) => {
    while (happened < times) {
      await wait(everyMs - forMs);
      if (over.signal.aborted) return;
      happened += 1;
      await target.leave();
      await wait(forMs);
      await target.comeBack();
    }
  };
  const working = outage === null ? Promise.resolve() : work(outage);
  return {
    end: async () => {
      over.abort();
      await working;
      return happened;
    },
  };
}

function lookAt(own: OwnTarget, { everyMs, at }: NonNullable<Watching['look']>) {
  return (record: SimulationRecord, fleet: Fleet) => {
    const startedAt = performance.now();
    const over = new AbortController();
    const look = async () => {
      const held = await own.held();
      const { pid } = own;
      if (!held || pid === null) return;
      at({ atMs: performance.now() - startedAt, reports: record.accepted, pid, held }, own.data);
    };
    const work = async () => {
      for (;;) {
        await sleep(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
        if (over.signal.aborted) return;
        await fleet.inQuiet(look);
      }
    };
    const working = work();
    // Whoever waits for its end is told; until then nobody is.
    working.catch(() => undefined);
    return async () => {
      over.abort();
      await working;
    };
  };
}
