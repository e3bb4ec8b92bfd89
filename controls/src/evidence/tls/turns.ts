/**
 * Lets so many at a time go on, in the order in which they asked. It can be narrowed to one with a pause before each,
 * for a server that does not take more.
 */
export class Turns {
  #free: number;
  #taken = 0;
  #pauseMs = 0;
  readonly #waiting: (() => void)[] = [];

  readonly #rest: (ms: number) => Promise<void>;

  constructor(limit: number, rest: (ms: number) => Promise<void> = delay) {
    this.#free = limit;
    this.#rest = rest;
  }

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#taken >= this.#free) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      await promise;
    }
    this.#taken += 1;
    try {
      if (this.#pauseMs > 0) await this.#rest(this.#pauseMs);
      return await work();
    } finally {
      this.#taken -= 1;
      if (this.#taken < this.#free) this.#waiting.shift()?.();
    }
  }

  /** The same where nobody has to wait; null = all turns are taken. */
  takeNow<Result>(work: () => Promise<Result>): Promise<Result> | null {
    return this.#taken < this.#free && this.#pauseMs === 0 ? this.take(work) : null;
  }

  /** From now on one at a time, with that much time between two. */
  narrow(pauseMs: number): void {
    this.#free = 1;
    this.#pauseMs = Math.max(this.#pauseMs, pauseMs);
  }
}

export function delay(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, ms);
  return promise;
}
