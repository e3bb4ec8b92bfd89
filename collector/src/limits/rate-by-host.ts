/**
 * How often each host may come: so many at once, then at an even rate. One number is kept for each host that came
 * lately, the moment at which it will have made good for all it has sent (GCRA).
 */
export class RateByHost {
  readonly #intervalMs: number;
  readonly #aheadMs: number;
  readonly #evenAt = new Map<string, number>();
  #sweptAt = 0;

  constructor(limits: { perMinute: number; atOnce: number }) {
    this.#intervalMs = 60_000 / limits.perMinute;
    this.#aheadMs = this.#intervalMs * (limits.atOnce - 1);
  }

  get size(): number {
    return this.#evenAt.size;
  }

  /**
   * Counts one request.
   *
   * @param now milliseconds of a clock that only goes forward
   * @returns 0, or how many milliseconds too early it comes: then it does not count
   */
  take(hostId: string, now: number): number {
    this.#sweep(now);
    const evenAt = Math.max(now, this.#evenAt.get(hostId) ?? 0);
    const tooEarlyMs = evenAt - now - this.#aheadMs;
    if (tooEarlyMs > 0) return tooEarlyMs;
    this.#evenAt.set(hostId, evenAt + this.#intervalMs);
    return 0;
  }

  /** Forgets, once a minute, who has made good. */
  #sweep(now: number): void {
    if (now - this.#sweptAt < 60_000) return;
    this.#sweptAt = now;
    for (const [hostId, evenAt] of this.#evenAt) {
      if (evenAt <= now) this.#evenAt.delete(hostId);
    }
  }
}
