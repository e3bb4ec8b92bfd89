import type { Removed, RetentionRepository } from '../store/retention/retention-repository.ts';
import type { MonthRepository } from '../store/retention/month-repository.ts';
import type { FeedRepository } from '../store/feeds/feed-repository.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { WriteGate } from '../store/write-gate.ts';
import { HashFilter } from './hash-filter.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** After a start the evaluator has everything to judge anew. */
const firstSweepMs = 10 * 60_000;
/** Nobody reported for so long: rather the clock is wrong than every host silent. */
const longPauseMs = 40 * dayMs;
/** Drift that is corrected, and sleep, stay below; daylight saving does not move UTC. */
const longJumpMs = 7 * dayMs;
const mostRowsAtOnce = 200;
/** Each holds a hundred reports or so. */
const packsAtOnce = 4;
const namingsAtOnce = 1000;
/** A transaction of this length is felt by nobody; the limit for everything that holds the event loop is 50 ms. */
const wantedMs = 8;

export type SweeperOptions = {
  retention: RetentionRepository;
  months: Pick<MonthRepository, 'makeAhead' | 'removeBefore'>;
  feeds: Pick<FeedRepository, 'replacedBefore' | 'removeSome'>;
  gate: Pick<WriteGate, 'state'>;
  /** By the collector's clock; null without reports. */
  newestReportAt: () => Promise<number | null>;
  /** What is older is removed. */
  keepMs: number;
  now: () => Date;
  onError: (error: unknown) => void;
  /** Where people see how it goes. */
  job?: JobRecord;
};

/** Removes what the policy no longer keeps, once a day, in steps so small that reports do not wait for them. */
export class Sweeper {
  readonly #options: SweeperOptions;
  #clock = { at: 0, monotonicMs: 0, isPlausible: false };
  #rows = 50;
  #stopped = false;
  #running: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  /** Before the first report comes: its time is that of a clock that may have been set wrongly meanwhile. */
  async start(): Promise<void> {
    const at = this.#options.now().getTime();
    const newest = await this.#options.newestReportAt();
    this.#clock = {
      at,
      monotonicMs: performance.now(),
      isPlausible: newest === null || at - newest < longPauseMs,
    };
    this.#plan(firstSweepMs);
  }

  /** A clock that has jumped would make everything old: then nothing is removed until a start finds it right. */
  isClockPlausible(): boolean {
    const { at, monotonicMs, isPlausible } = this.#clock;
    const expected = at + (performance.now() - monotonicMs);
    return isPlausible && Math.abs(this.#options.now().getTime() - expected) < longJumpMs;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  /** One sweep over everything. @returns what was removed */
  async sweep(): Promise<Removed> {
    const { retention, months, now, keepMs } = this.#options;
    const before = now().getTime() - keepMs;
    const removed: Removed = {
      reports: 0,
      quarantinedReports: 0,
      evidenceSpans: 0,
      findingSpans: 0,
      bodies: 0,
      feeds: 0,
    };
    await months.makeAhead(now().getTime());
    removed.reports += await months.removeBefore(before);
    for (let host = ''; ;) {
      const hosts = await retention.hosts(host, 100);
      for (const id of hosts) await this.#sweepHost(id, before, removed);
      const last = hosts.at(-1);
      if (last === undefined || this.#stopped) break;
      host = last;
    }
    removed.bodies = await this.#sweepBodies(before);
    await this.#sweepFeeds(before, removed);
    if (Object.values(removed).some((count) => count > 0)) {
      await retention.note(removed, before, now().getTime());
    }
    return removed;
  }

  #sweepIfSafe(): Promise<unknown> {
    const { job } = this.#options;
    return job === undefined ? this.#sweepUnlessUnsafe() : job.run(() => this.#sweepUnlessUnsafe());
  }

  async #sweepUnlessUnsafe(): Promise<void> {
    // While nothing can be stored nothing is removed either.
    if (this.#options.gate.state !== null) return;
    if (!this.isClockPlausible()) throw new Error('the clock of this machine seems to be wrong');
    await this.sweep();
  }

  /** @returns how many were removed */
  async #sweepBodies(before: number): Promise<number> {
    const { retention } = this.#options;
    if (!(await retention.isAnyBodyOld(before))) return 0;
    const named = new HashFilter();
    // Newest evidence and spans have no index by what they name: each report would pay for what is asked once a day.
    for (const source of [retention.hashesNamed(namingsAtOnce), retention.hashesKeptApart(20)]) {
      for await (const hashes of source) {
        if (this.#stopped) return 0;
        for (const hash of hashes) named.add(hash);
        await turn();
      }
    }
    let removed = 0;
    for (let after = { namedAt: -1, sha256: '' }; !this.#stopped;) {
      const isNamed = (hash: string) => named.mayHave(hash);
      const step = await this.#timed((rows) => retention.bodies(after, before, isNamed, rows));
      removed += step.removed;
      if (step.next === null) break;
      after = step.next;
    }
    return removed;
  }

  /** Feeds that were replaced so long ago that no evidence of that time is left, unless a hold keeps some. */
  async #sweepFeeds(before: number, removed: Removed): Promise<void> {
    const { retention, feeds } = this.#options;
    while (!this.#stopped && !(await retention.isAnythingHeld())) {
      const id = await feeds.replacedBefore(before);
      if (id === null) return;
      while (!this.#stopped && (await this.#timed((rows) => feeds.removeSome(id, rows))) > 0);
      if (!this.#stopped) removed.feeds += 1;
    }
  }

  async #sweepHost(id: string, before: number, removed: Removed): Promise<void> {
    const { retention } = this.#options;
    if (this.#stopped || (await retention.isHostHeld(id))) return;
    for (let after = -1; !this.#stopped;) {
      const step = await this.#timed((rows) => retention.reports(id, after, before, rows));
      removed.reports += step.removed;
      if (step.next === null) break;
      after = step.next;
    }
    for (let after = -1; !this.#stopped;) {
      const step = await this.#timed(() => retention.packedReports(id, after, before, packsAtOnce));
      removed.reports += step.removed;
      if (step.next === null) break;
      after = step.next;
    }
    const sorts = { quarantinedReports: 0, evidenceSpans: 0, findingSpans: 0 };
    for (const sort of Object.keys(sorts) as (keyof typeof sorts)[]) {
      for (let more = true; more && !this.#stopped;) {
        const count = await this.#timed((rows) => retention[sort](id, before, rows));
        removed[sort] += count;
        more = count > 0;
      }
    }
  }

  /** One step, then a turn for the sockets. Slow disks and large rows get smaller steps. */
  async #timed<T>(step: (rows: number) => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const result = await step(this.#rows);
    const tookMs = performance.now() - startedAt;
    if (tookMs > wantedMs) this.#rows = Math.max(5, Math.floor(this.#rows / 2));
    else if (tookMs < wantedMs / 4) this.#rows = Math.min(mostRowsAtOnce, this.#rows + 10);
    await turn();
    return result;
  }

  #plan(waitMs: number): void {
    this.#options.job?.planned(waitMs);
    this.#timer = setTimeout(() => {
      this.#running = this.#sweepIfSafe()
        .catch(this.#options.onError)
        .finally(() => {
          if (!this.#stopped) this.#plan(dayMs);
        });
    }, waitMs);
    this.#timer.unref();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
