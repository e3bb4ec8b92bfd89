import type { FindingListFilter } from './finding-filter.ts';
import { filtered, ofFindings } from './findings-with-hosts.ts';
import type { FindingsWithHosts } from './findings-with-hosts.ts';
import type { Store } from '../store.ts';
import { unindexed } from '../sql/unindexed.ts';

/** What ends of one control, as its index tells it; where only some hosts are asked for, with them. */
export function endingFindings(
  store: Pick<Store, 'read'>,
  filter: FindingListFilter & { control: string },
  ids: readonly string[] | null,
): FindingsWithHosts {
  const { control, variant, sinceAt, platform, label, system, text } = filter;
  let query = store.read
    .selectFrom('finding')
    .where('finding.control', '=', control)
    // As a range, so that the index is taken that holds only what has an end.
    .where('finding.due_at', '>', 0)
    .select(['finding.host_id', 'finding.control', 'finding.variant', 'finding.due_at']);
  if (variant !== 'any') query = query.where(unindexed('finding.variant'), '=', variant);
  if (sinceAt !== undefined) query = query.where('finding.since_at', '>=', sinceAt);
  if (ids) query = query.where(unindexed('finding.host_id'), 'in', [...ids]);
  const base = query as unknown as FindingsWithHosts;
  if (ids || !(platform || label !== undefined || system !== undefined || text)) {
    return ofFindings(base, filter);
  }
  const withHosts = query.crossJoin('host').whereRef('host.id', '=', 'finding.host_id');
  return filtered(withHosts as unknown as FindingsWithHosts, filter);
}
