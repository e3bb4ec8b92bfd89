/** Times in steps of a hundredth, so that any number of them takes the same memory. */
export class Latencies {
  readonly #counts = new Uint32Array(2000);
  #all = 0;

  add(ms: number): void {
    const place = Math.round(Math.log(Math.max(ms, 0.01) / 0.01) / Math.log(1.01));
    const at = Math.min(this.#counts.length - 1, place);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#all += 1;
  }

  /** @returns milliseconds, to a hundredth; null for an empty list */
  percentile(share: number): number | null {
    if (this.#all === 0) return null;
    let left = Math.floor(this.#all * share);
    for (const [place, count] of this.#counts.entries()) {
      left -= count;
      if (left < 0) return 0.01 * 1.01 ** place;
    }
    return null;
  }
}
