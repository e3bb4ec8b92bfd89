import type { FastifyBaseLogger } from 'fastify';
import { NotWritable } from './store/write-gate.ts';

/** As long as the same stays in the way it is said so often. */
const againMs = 10 * 60_000;

/**
 * Log of work that goes on in the background and could not be done. While nothing can be stored that is the same every
 * few seconds, and no fault of the program: a line without a stack trace, at first and then rarely.
 */
export class FailureLog {
  readonly #logger: Pick<FastifyBaseLogger, 'error'>;
  readonly #nowMs: () => number;
  readonly #said = new Map<string, { cause: string; atMs: number }>();

  /** @param nowMs a clock that is never set back */
  constructor(logger: Pick<FastifyBaseLogger, 'error'>, nowMs: () => number = () => performance.now()) {
    this.#logger = logger;
    this.#nowMs = nowMs;
  }

  /** What to call with each error of one kind of work. @param message what could not be done */
  of(message: string): (error: unknown) => void {
    return (error) => {
      if (error instanceof NotWritable) this.#sayOnce(message, error);
      else this.#logger.error({ err: error }, message);
    };
  }

  /** Everything is stored again: whatever comes next is new. */
  forget(): void {
    this.#said.clear();
  }

  #sayOnce(message: string, { reason }: NotWritable): void {
    const said = this.#said.get(message);
    const atMs = this.#nowMs();
    if (said?.cause === reason && atMs - said.atMs < againMs) return;
    this.#said.set(message, { cause: reason, atMs });
    this.#logger.error({ reason }, message);
  }
}
