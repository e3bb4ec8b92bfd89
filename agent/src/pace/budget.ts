/**
 * Time of processors that may be used: it comes in evenly, and is kept only for a moment, so that no stretch of a few
 * seconds holds much more than its part.
 */
export class CpuBudget {
  readonly #perMs: number;
  readonly #mostMs: number;
  #leftMs: number;
  #at: number;
  #used: number;
  #isHeld = false;

  /**
   * @param perMs milliseconds of processor that each millisecond brings
   * @param now milliseconds of a clock that only goes forward
   * @param used milliseconds of processor that were used until now, which are not counted
   */
  constructor(perMs: number, now: number, used: number) {
    this.#perMs = perMs;
    this.#mostMs = perMs * keptMs;
    this.#leftMs = this.#mostMs;
    this.#at = now;
    this.#used = used;
  }

  /** @returns whether work must wait now; once it waits, it does until the budget is full again */
  look(now: number, used: number): boolean {
    const came = (now - this.#at) * this.#perMs;
    // What is used is told in steps of 10 ms, and by several counters that are not read at one moment: it may go back.
    this.#leftMs = Math.min(this.#mostMs, this.#leftMs + came - (used - this.#used));
    this.#at = now;
    this.#used = used;
    this.#isHeld = this.#isHeld ? this.#leftMs < this.#mostMs : this.#leftMs <= 0;
    return this.#isHeld;
  }
}

const keptMs = 1500;
