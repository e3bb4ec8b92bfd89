import { randomUUID } from 'node:crypto';
import { TenkenError } from '@tenken/shared';
import type { PackFile, PackMaker, WantedPack } from './pack-maker.ts';
import type { PackStage } from './pack-on-thread.ts';

/** So many packs wait to be fetched; an older one goes. */
const mostKept = 4;
/** Long enough for somebody who went to lunch. */
const keptMs = 2 * 60 * 60 * 1000;

/** A pack in the making, or made. Instants are milliseconds since 1970. */
export type PackJob = {
  id: string;
  assessment: string;
  wanted: WantedPack['state'];
  by: string;
  startedAt: number;
  endedAt: number | null;
  stage: PackStage | null;
  made: PackFile | null;
  /** Why there is none; `internal` where that is nobody's matter but the log's. */
  failed: { code: string; message: string } | null;
};

/**
 * Packs that are made while somebody watches a bar. They are kept in memory and in files without names: a collector that
 * starts again knows none of them, and leaves nothing behind.
 */
export class PackJobs {
  readonly #maker: PackMaker;
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #onFault: (error: unknown) => void;
  readonly #jobs = new Map<string, PackJob>();
  readonly #working = new Map<string, { stop: AbortController; done: Promise<void> }>();

  constructor(
    maker: PackMaker,
    tools: { now: () => number; onChange: () => void; onFault: (error: unknown) => void },
  ) {
    this.#maker = maker;
    this.#now = tools.now;
    this.#onChange = tools.onChange;
    this.#onFault = tools.onFault;
  }

  /** @throws {Refusal} 503 `pack-busy` */
  async start(wanted: WantedPack, by: string): Promise<PackJob> {
    const end = await this.#maker.turn();
    const job: PackJob = {
      id: randomUUID(),
      assessment: wanted.assessment,
      wanted: wanted.state,
      by,
      startedAt: this.#now(),
      endedAt: null,
      stage: null,
      made: null,
      failed: null,
    };
    this.#jobs.set(job.id, job);
    const stop = new AbortController();
    const done = this.#work(job, wanted, stop.signal).finally(() => {
      this.#working.delete(job.id);
      end();
    });
    this.#working.set(job.id, { stop, done });
    this.#onChange();
    return job;
  }

  find(id: string): PackJob | null {
    this.#forgetOld();
    return this.#jobs.get(id) ?? null;
  }

  /** Newest first. */
  list(): PackJob[] {
    this.#forgetOld();
    return [...this.#jobs.values()].toReversed();
  }

  /** Ends the work where it is not done yet, and forgets the pack. */
  async drop(id: string): Promise<void> {
    const working = this.#working.get(id);
    working?.stop.abort(new Error('the pack is not wanted any more'));
    await working?.done;
    const job = this.#jobs.get(id);
    this.#jobs.delete(id);
    await job?.made?.file.close();
    if (job) this.#onChange();
  }

  /** When the collector stops. */
  async close(): Promise<void> {
    for (const id of this.#jobs.keys()) await this.drop(id);
  }

  async #work(job: PackJob, wanted: WantedPack, signal: AbortSignal): Promise<void> {
    try {
      job.made = await this.#maker.make(wanted, signal, (stage) => {
        job.stage = stage;
      });
    } catch (error) {
      if (error instanceof TenkenError) job.failed = { code: error.code, message: error.message };
      else {
        job.failed = {
          code: 'internal',
          message: 'The collector could not make the pack. Its log says why.',
        };
        if (!signal.aborted) this.#onFault(error);
      }
    }
    job.endedAt = this.#now();
    this.#forgetOld();
    this.#onChange();
  }

  #forgetOld(): void {
    const ended = [...this.#jobs.values()].filter(({ endedAt }) => endedAt !== null);
    for (const [place, job] of ended.entries()) {
      const isOld = this.#now() - (job.endedAt ?? 0) > keptMs;
      if (!isOld && place >= ended.length - mostKept) continue;
      this.#jobs.delete(job.id);
      void job.made?.file.close();
    }
  }
}
