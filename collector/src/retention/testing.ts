import type { Repositories } from '../store/repositories.ts';
import type { Removed } from '../store/retention/retention-repository.ts';
import type { Store } from '../store/store.ts';
import { Sweeper } from './sweeper.ts';

/** One sweep of a store, whatever the clock says. @param policy by which what is older than `keepMs` at `now` goes */
export function swept(
  { store, repos }: { store: Store; repos: Repositories },
  policy: { now: number; keepMs: number },
): Promise<Removed> {
  const { retention, months, feeds, hosts } = repos;
  return new Sweeper({
    retention,
    months,
    feeds,
    gate: store.gate,
    newestReportAt: () => hosts.newestReportAt(),
    keepMs: policy.keepMs,
    now: () => new Date(policy.now),
    onError: (error) => {
      throw error;
    },
  }).sweep();
}
