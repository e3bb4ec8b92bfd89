import type { Limits } from '../../collector/src/limits/limits.ts';

/** For tests that send faster than any agent does: how long a step takes here must not decide who is told 429. */
export const anyRate = { reportsPerMinute: 1_000_000, reportsAtOnce: 1_000_000 } satisfies Partial<Limits>;
