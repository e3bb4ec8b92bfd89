/**
 * Slows down guessing: after some free failures each further one doubles the wait, up to a limit.
 *
 * An attempt counts as a failure from its beginning until `succeeded` is told, so that many attempts at once gain
 * nothing. Kept in memory: a restart forgives, and costs an attacker more than it gives.
 */
export class Throttle {
  readonly #limits: { free: number; firstWaitMs: number; longestWaitMs: number; maxKeys: number };
  readonly #failures = new Map<string, { count: number; openAt: number }>();

  constructor(
    limits: { free: number; firstWaitMs?: number; longestWaitMs?: number; maxKeys?: number } = { free: 5 },
  ) {
    this.#limits = { firstWaitMs: 1000, longestWaitMs: 15 * 60_000, maxKeys: 10_000, ...limits };
  }

  /** Begins an attempt. @returns 0, or how many milliseconds to wait: then it did not begin and does not count */
  begin(key: string, now: number): number {
    const known = this.#failures.get(key);
    if (known && now < known.openAt) return known.openAt - now;
    const count = (known?.count ?? 0) + 1;
    this.#failures.delete(key);
    this.#failures.set(key, { count, openAt: now + this.#waitAfter(count) });
    this.#forgetOldest();
    return 0;
  }

  /** How many attempts under this key have failed since one succeeded. */
  failures(key: string): number {
    return this.#failures.get(key)?.count ?? 0;
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  #waitAfter(count: number): number {
    const { free, firstWaitMs, longestWaitMs } = this.#limits;
    return count < free ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(40, count - free));
  }

  /** Whoever comes from ten thousand addresses loses the memory of the first ones, not the collector its own. */
  #forgetOldest(): void {
    if (this.#failures.size <= this.#limits.maxKeys) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }
}
