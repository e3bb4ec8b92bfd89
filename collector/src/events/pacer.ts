import type { Subject } from '../notices.ts';

/**
 * Passes a subject on at once when nothing was heard of it for a while, and else once the while is over: however much
 * happens, who watches hears of a subject at most once in `everyMs`, and of the last change for certain.
 */
export class Pacer {
  readonly #everyMs: number;
  readonly #pass: (subject: Subject) => void;
  readonly #quietUntilMs = new Map<Subject, number>();
  readonly #due = new Map<Subject, NodeJS.Timeout>();

  constructor(everyMs: number, pass: (subject: Subject) => void) {
    this.#everyMs = everyMs;
    this.#pass = pass;
  }

  tell(subject: Subject): void {
    if (this.#due.has(subject)) return;
    const waitMs = (this.#quietUntilMs.get(subject) ?? 0) - performance.now();
    if (waitMs <= 0) {
      this.#passOn(subject);
      return;
    }
    const timer = setTimeout(() => {
      this.#due.delete(subject);
      this.#passOn(subject);
    }, waitMs);
    timer.unref();
    this.#due.set(subject, timer);
  }

  stop(): void {
    for (const timer of this.#due.values()) clearTimeout(timer);
    this.#due.clear();
  }

  #passOn(subject: Subject): void {
    this.#quietUntilMs.set(subject, performance.now() + this.#everyMs);
    this.#pass(subject);
  }
}
