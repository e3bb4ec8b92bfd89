/** A line for each address; whoever comes from an address with a long line waits for that one only. */
export class WaitingLine<T> {
  /** The address that was served longest ago comes first. */
  readonly #lines = new Map<string, Set<T>>();
  readonly #mayGo: (address: string) => boolean;
  #size = 0;

  constructor(mayGo: (address: string) => boolean) {
    this.#mayGo = mayGo;
  }

  get size(): number {
    return this.#size;
  }

  join(address: string, who: T): void {
    const line = this.#lines.get(address) ?? new Set();
    this.#lines.set(address, line.add(who));
    this.#size += 1;
  }

  leave(address: string, who: T): void {
    const line = this.#lines.get(address);
    if (!line?.delete(who)) return;
    this.#size -= 1;
    if (line.size === 0) this.#lines.delete(address);
  }

  /** Whose turn it is, or null when nobody may go. */
  take(): T | null {
    for (const [address, line] of this.#lines) {
      if (!this.#mayGo(address)) continue;
      const [first] = line;
      if (first === undefined) continue;
      this.leave(address, first);
      if (line.size > 0) {
        this.#lines.delete(address);
        this.#lines.set(address, line);
      }
      return first;
    }
    return null;
  }
}
