import type { Host } from '@tenken/shared';
import { LocalHost } from '../hosts/local.ts';
import { TargetBook } from './target-book.ts';
import type { TargetPlan } from './target-plan.ts';

/** Servers are measured from the machine that the agent runs on: a host of another kind has none. */
export function measureFrom(host: Host, plan: TargetPlan): void {
  if (!(host instanceof LocalHost)) return;
  const book = new TargetBook(plan);
  host.measure(() => book.targets());
}
