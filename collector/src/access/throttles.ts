import { Refusal } from '../ingest/refusal.ts';
import { Throttle } from './throttle.ts';

/** What is guessed at from outside, each counted apart. */
export type Throttles = {
  signInByName: Throttle;
  signInByAddress: Throttle;
  setUp: Throttle;
  enrolment: Throttle;
};

export function createThrottles(): Throttles {
  return {
    signInByName: new Throttle({ free: 5 }),
    // Offices share one address behind their gateway.
    signInByAddress: new Throttle({ free: 20 }),
    setUp: new Throttle({ free: 5 }),
    // A roll-out with a wrong token sends from many hosts behind one address.
    enrolment: new Throttle({ free: 30 }),
  };
}

/** @throws {Refusal} 429 with the longest wait of those that are closed */
export function beginAttempt(attempts: readonly [Throttle, string][], now: number): void {
  const waitMs = Math.max(...attempts.map(([throttle, key]) => throttle.begin(key, now)));
  if (waitMs > 0) throw tooManyAttempts(waitMs);
}

function tooManyAttempts(waitMs: number): Refusal {
  const seconds = Math.ceil(waitMs / 1000);
  return new Refusal(
    429,
    'too-many-attempts',
    `Too many attempts were refused. Wait ${seconds} seconds, then send it again.`,
    seconds,
  );
}
