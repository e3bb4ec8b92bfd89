import { NotWritable } from '../store/write-gate.ts';
import { overloaded, Refusal } from './refusal.ts';

type Waiting<In, Out> = { item: In; resolve: (out: Out) => void; reject: (error: unknown) => void };

export type BatchLimits = {
  /** Items in one write. */
  maxBatch: number;
  /** With more in line new ones are refused with 503. */
  maxWaiting: number;
  /** Milliseconds from the begin of one write to that of the next, at least, unless a full batch waits. */
  everyMs: number;
};

/**
 * Collects what arrives during one turn of the event loop, while the last batch is being written and a little after
 * it, and writes it as one: one sync of the disk acknowledges many reports, and a transaction costs as much as a report.
 */
export class BatchWriter<In, Out> {
  readonly #write: (items: readonly In[]) => Promise<Out[]>;
  readonly #limits: BatchLimits;
  #waiting: Waiting<In, Out>[] = [];
  #running = false;
  #msPerBatch = 0;

  /** @param write stores all or none, and answers in the same order */
  constructor(write: (items: readonly In[]) => Promise<Out[]>, limits: BatchLimits) {
    this.#write = write;
    this.#limits = limits;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * How long the full batches that wait will take, as the last ones took. What fits into the next batch adds nothing: a
   * disk that stands still for a second is no reason to send away the few who come meanwhile.
   */
  get waitingMs(): number {
    return Math.floor(this.#waiting.length / this.#limits.maxBatch) * this.#msPerBatch;
  }

  /** Resolves once the item is on disk. @throws {Refusal} 503 when too many wait */
  add(item: In): Promise<Out> {
    if (this.#waiting.length >= this.#limits.maxWaiting) return Promise.reject(overloaded());
    const { promise, resolve, reject } = Promise.withResolvers<Out>();
    this.#waiting.push({ item, resolve, reject });
    if (!this.#running) {
      this.#running = true;
      setImmediate(() => void this.#drain());
    }
    return promise;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#limits.maxBatch);
      const startedAt = performance.now();
      const outcomes = await this.#outcomes(batch.map(({ item }) => item));
      const tookMs = performance.now() - startedAt;
      this.#msPerBatch = this.#msPerBatch === 0 ? tookMs : (4 * this.#msPerBatch + tookMs) / 5;
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome?.status === 'fulfilled') resolve(outcome.value);
        else reject(outcome?.reason ?? new Error('the writer gave fewer answers than it got items'));
      }
      await this.#gather(startedAt);
    }
    this.#running = false;
  }

  /** Lets sockets be read between batches, so that the next one is a fuller one. */
  async #gather(startedAt: number): Promise<void> {
    const restMs = startedAt + this.#limits.everyMs - performance.now();
    const isFull = this.#waiting.length >= this.#limits.maxBatch;
    await new Promise<void>((resolve) => {
      if (isFull || restMs < 1) setImmediate(resolve);
      else setTimeout(resolve, restMs);
    });
  }

  /** What became of each; fewer where the writer gives fewer answers. */
  async #outcomes(items: readonly In[]): Promise<PromiseSettledResult<Out>[]> {
    try {
      return (await this.#write(items)).map((value) => ({ status: 'fulfilled', value }));
    } catch (reason) {
      if (items.length === 1 || isAboutAll(reason)) {
        return items.map(() => ({ status: 'rejected', reason }));
      }
      // One of them is at fault, and nobody else has to come again for it.
      const outcomes: PromiseSettledResult<Out>[] = [];
      for (const item of items) outcomes.push(...(await this.#outcomes([item])));
      return outcomes;
    }
  }
}

/** Nothing can be stored, or the database is too busy: no item is at fault, and each by itself would wait as long. */
function isAboutAll(reason: unknown): boolean {
  return reason instanceof NotWritable || (reason instanceof Refusal && reason.status === 503);
}
