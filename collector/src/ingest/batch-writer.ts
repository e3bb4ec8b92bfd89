import { NotWritable } from '../store/write-gate.ts';
import { overloaded } from './refusal.ts';

type Waiting<In, Out> = { item: In; resolve: (out: Out) => void; reject: (error: unknown) => void };

/**
 * Collects what arrives during one turn of the event loop and while the last batch is being written, and writes it
 * as one: one sync of the disk acknowledges many reports.
 */
export class BatchWriter<In, Out> {
  readonly #write: (items: readonly In[]) => Promise<Out[]>;
  readonly #maxBatch: number;
  readonly #maxWaiting: number;
  #waiting: Waiting<In, Out>[] = [];
  #running = false;
  #msPerBatch = 0;

  /**
   * @param write stores all or none, and answers in the same order
   * @param limits `maxBatch` items in one write; with more than `maxWaiting` in line new ones are refused with 503
   */
  constructor(
    write: (items: readonly In[]) => Promise<Out[]>,
    limits: { maxBatch: number; maxWaiting: number },
  ) {
    this.#write = write;
    this.#maxBatch = limits.maxBatch;
    this.#maxWaiting = limits.maxWaiting;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * How long the full batches that wait will take, as the last ones took. What fits into the next batch adds nothing: a
   * disk that stands still for a second is no reason to send away the few who come meanwhile.
   */
  get waitingMs(): number {
    return Math.floor(this.#waiting.length / this.#maxBatch) * this.#msPerBatch;
  }

  /** Resolves once the item is on disk. @throws {Refusal} 503 when too many wait */
  add(item: In): Promise<Out> {
    if (this.#waiting.length >= this.#maxWaiting) return Promise.reject(overloaded());
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
      const batch = this.#waiting.splice(0, this.#maxBatch);
      const startedAt = performance.now();
      const outcomes = await this.#outcomes(batch.map(({ item }) => item));
      const tookMs = performance.now() - startedAt;
      this.#msPerBatch = this.#msPerBatch === 0 ? tookMs : (4 * this.#msPerBatch + tookMs) / 5;
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome?.status === 'fulfilled') resolve(outcome.value);
        else reject(outcome?.reason ?? new Error('the writer gave fewer answers than it got items'));
      }
      // Let sockets be read between batches, so that the next batch is a full one.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = false;
  }

  /** What became of each; fewer where the writer gives fewer answers. */
  async #outcomes(items: readonly In[]): Promise<PromiseSettledResult<Out>[]> {
    try {
      return (await this.#write(items)).map((value) => ({ status: 'fulfilled', value }));
    } catch (reason) {
      if (items.length === 1 || reason instanceof NotWritable) {
        return items.map(() => ({ status: 'rejected', reason }));
      }
      // One of them is at fault, and nobody else has to come again for it.
      const outcomes: PromiseSettledResult<Out>[] = [];
      for (const item of items) outcomes.push(...(await this.#outcomes([item])));
      return outcomes;
    }
  }
}
