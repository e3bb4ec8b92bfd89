const longestMs = 60 * 60 * 1000;
const dayMs = 24 * longestMs;

/**
 * How long to wait after failures in a row: anything up to 2^n seconds, an hour at most, so that agents that lost
 * their collector together do not come back together. What the collector asked for is waited for in any case.
 *
 * @param random 0 to below 1
 */
export function backoffMs(failures: number, retryAfterMs: number | null, random: number): number {
  const jitter = random * Math.min(longestMs, 1000 * 2 ** Math.min(failures, 30));
  return Math.min(Math.max(retryAfterMs ?? 0, 0), dayMs) + jitter;
}
