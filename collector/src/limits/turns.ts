import { overloaded } from '../ingest/refusal.ts';
import type { Refusal } from '../ingest/refusal.ts';
import type { Limits } from './limits.ts';

/** Work that only so many may do at once; some more wait for their turn, in order, and the others are sent away. */
export class Turns {
  readonly #most: number;
  readonly #mostWaiting: number;
  readonly #refusal: () => Refusal;
  readonly #waiting: (() => void)[] = [];
  #working = 0;

  constructor(
    { most, waiting }: { most: number; waiting: number },
    limits: Limits,
    refusal: () => Refusal = () => overloaded(limits),
  ) {
    this.#most = most;
    this.#mostWaiting = waiting;
    this.#refusal = refusal;
  }

  /**
   * Waits for a turn.
   *
   * @param signal gives up waiting
   * @returns ends the turn; a second call does nothing
   * @throws {Refusal} 503 where too many wait already
   */
  async take(signal?: AbortSignal): Promise<() => void> {
    if (this.#working < this.#most) {
      this.#working += 1;
      return this.#end();
    }
    if (this.#waiting.length >= this.#mostWaiting) throw this.#refusal();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = () => {
      this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
      reject(signal?.reason);
    };
    this.#waiting.push(resolve);
    signal?.addEventListener('abort', giveUp, { once: true });
    await promise.finally(() => signal?.removeEventListener('abort', giveUp));
    return this.#end();
  }

  /** Who waits takes the turn over. */
  #end(): () => void {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#working -= 1;
    };
  }
}
