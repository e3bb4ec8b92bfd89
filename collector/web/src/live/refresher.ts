import type { Subject } from '../../../src/notices.ts';

/** Whoever looks sees a single report at once; while they pour in, the page asks this often at most. */
const leastGapMs = 5000;
/** A collector that takes long to answer is asked less often: no more than a quarter of the time. */
const restForEachMs = 3;
/** A hundred pages hear of a change in the same instant and must not ask in it. */
const spreadMs = 300;

/** Turns news into requests, as few as do. */
export class Refresher {
  readonly #refresh: (subject: Subject) => Promise<void>;
  readonly #random: () => number;
  readonly #planned = new Map<Subject, ReturnType<typeof setTimeout>>();
  readonly #notBeforeMs = new Map<Subject, number>();
  /** Subjects that are being asked for, and whether there was news of them meanwhile. */
  readonly #running = new Map<Subject, 'news' | 'none'>();

  /** @param refresh asks for what is on the screen; resolves when it is there */
  constructor(refresh: (subject: Subject) => Promise<void>, random: () => number = Math.random) {
    this.#refresh = refresh;
    this.#random = random;
  }

  tell(subject: Subject): void {
    if (this.#planned.has(subject)) return;
    if (this.#running.has(subject)) {
      this.#running.set(subject, 'news');
      return;
    }
    const waitMs = Math.max((this.#notBeforeMs.get(subject) ?? 0) - performance.now(), 0);
    const timer = setTimeout(() => void this.#run(subject), waitMs + this.#random() * spreadMs);
    this.#planned.set(subject, timer);
  }

  stop(): void {
    for (const timer of this.#planned.values()) clearTimeout(timer);
    this.#planned.clear();
  }

  async #run(subject: Subject): Promise<void> {
    const begin = performance.now();
    this.#planned.delete(subject);
    this.#running.set(subject, 'none');
    await this.#refresh(subject).catch(() => {});
    const tookMs = performance.now() - begin;
    this.#notBeforeMs.set(subject, begin + Math.max(leastGapMs, tookMs * (1 + restForEachMs)));
    const since = this.#running.get(subject);
    this.#running.delete(subject);
    if (since === 'news') this.tell(subject);
  }
}
