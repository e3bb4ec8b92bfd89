import { sql } from 'kysely';
import { wordsOf } from '../../results/words.ts';
import type { FindingListFilter } from './finding-filter.ts';
import { holdsWord } from '../hosts/host-words.ts';
import type { Store } from '../store.ts';
import { unindexed } from '../sql/unindexed.ts';

/** Findings with their hosts. */
export type FindingsWithHosts = ReturnType<typeof baseOf>;

function baseOf(store: Pick<Store, 'read'>) {
  return store.read
    .selectFrom('finding')
    .crossJoin('host')
    .whereRef('host.id', '=', 'finding.host_id')
    .selectAll('finding')
    .select(['host.name as host_name', 'host.platform as host_platform', 'host.sort_name']);
}

/** Findings first: a cross join keeps the order in which the tables are named. */
export function fromFindings(store: Pick<Store, 'read'>, filter: FindingListFilter): FindingsWithHosts {
  let query = store.read
    .selectFrom('finding')
    .crossJoin('host')
    .whereRef('host.id', '=', 'finding.host_id')
    .selectAll('finding')
    .select(['host.name as host_name', 'host.platform as host_platform', 'host.sort_name']);
  if (filter.sinceAt !== undefined) query = query.where('finding.since_at', '>=', filter.sinceAt);
  return filtered(query, filter);
}

/** Hosts first. */
export function fromHosts(store: Pick<Store, 'read'>, filter: FindingListFilter): FindingsWithHosts {
  let query = store.read
    .selectFrom('host')
    .crossJoin('finding')
    .whereRef('finding.host_id', '=', 'host.id')
    .selectAll('finding')
    .select(['host.name as host_name', 'host.platform as host_platform', 'host.sort_name']);
  if (filter.outcome) query = query.where(unindexed('finding.outcome'), 'in', [...filter.outcome]);
  if (filter.sinceAt !== undefined) {
    query = query.where(sql<number>`coalesce(finding.since_at, 0)`, '>=', filter.sinceAt);
  }
  return filtered(query, filter);
}

/** The filters that no index is read by. */
export function filtered(query: FindingsWithHosts, filter: FindingListFilter): FindingsWithHosts {
  const { platform, label, system } = filter;
  let narrowed = ofFindings(query, filter);
  if (platform) narrowed = narrowed.where(unindexed('host.platform'), 'in', [...platform]);
  if (label !== undefined) narrowed = narrowed.where(unindexed('host.label'), '=', label);
  if (system !== undefined) narrowed = narrowed.where(unindexed('host.system'), '=', system);
  for (const word of wordsOf(filter.text)) narrowed = narrowed.where(holdsWord(word));
  return narrowed;
}

/** Those of them that ask nothing of hosts. */
export function ofFindings(
  query: FindingsWithHosts,
  { reason, untilAt }: FindingListFilter,
): FindingsWithHosts {
  let narrowed = query;
  if (reason !== undefined) narrowed = narrowed.where('finding.reason', '=', reason);
  if (untilAt !== undefined) narrowed = narrowed.where('finding.due_at', '<', untilAt);
  return narrowed;
}
