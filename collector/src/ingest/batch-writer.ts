import { Refusal } from './refusal.ts';

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

  /** Resolves once the item is on disk. @throws {Refusal} 503 when too many wait */
  add(item: In): Promise<Out> {
    if (this.#waiting.length >= this.#maxWaiting) {
      const seconds = 30 + Math.floor(Math.random() * 270);
      return Promise.reject(
        new Refusal(503, 'overloaded', 'Too many reports at once. Send this one again later.', seconds),
      );
    }
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
      try {
        const answers = await this.#write(batch.map(({ item }) => item));
        for (const [index, { resolve, reject }] of batch.entries()) {
          const answer = answers[index];
          if (answer === undefined) reject(new Error('the writer gave fewer answers than it got items'));
          else resolve(answer);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      // Let sockets be read between batches, so that the next batch is a full one.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = false;
  }
}
