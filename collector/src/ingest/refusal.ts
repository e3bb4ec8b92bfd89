import { defaultLimits, retryAfterSeconds } from '../limits/limits.ts';
import type { Limits } from '../limits/limits.ts';

/** A request that is refused for what it is: `status` is 4xx or 503, `message` says what to do. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | null;
  /** Further members of the answer: what a page shows to whoever was refused. */
  readonly told: Record<string, unknown>;

  constructor(
    status: number,
    code: string,
    message: string,
    retryAfterSeconds: number | null = null,
    told: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
    this.told = told;
  }
}

/** For a request that nothing is wrong with: 503 with a moment that is not everybody's. */
export function overloaded(limits: Limits = defaultLimits): Refusal {
  const seconds = retryAfterSeconds(limits);
  return new Refusal(503, 'overloaded', 'Too many requests at once. Send this one again later.', seconds);
}

/** For a question that the database server works at for longer than it may: nobody else is kept waiting for its end. */
export function tooSlow(limits: Limits = defaultLimits): Refusal {
  return new Refusal(
    503,
    'question-too-slow',
    'The database needs longer for this than it may. Ask for less of it, or again later.',
    retryAfterSeconds(limits),
  );
}
