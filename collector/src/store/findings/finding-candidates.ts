import { sql } from 'kysely';
import type { FindingListFilter, FindingSort } from './finding-filter.ts';
import { filtered } from './findings-with-hosts.ts';
import type { FindingsWithHosts } from './findings-with-hosts.ts';
import type { Store } from '../store.ts';
import { unindexed } from '../sql/unindexed.ts';
import type { Wanted } from './wanted-findings.ts';

/** So many are looked at to count what a filter lets through. */
export const lookedAt = 10_000;

/** What has to be looked at to count, so many rows at most, and the filters on it. */
export function candidateFindings(
  store: Pick<Store, 'read'>,
  filter: FindingListFilter,
  sort: FindingSort,
  ids: readonly string[] | null,
  wanted: readonly Wanted[],
) {
  const { control, variant, sinceAt } = filter;
  const source = store.read
    .selectFrom((db) => {
      // A cross join keeps the order in which the tables are named.
      let query = ids
        ? db
            .selectFrom('host as named')
            .crossJoin('finding')
            .whereRef('finding.host_id', '=', 'named.id')
            .where('named.id', 'in', ids)
            .selectAll('finding')
        : db.selectFrom('finding').selectAll('finding');
      if (control !== undefined) query = query.where('finding.control', '=', control);
      const ends = sort === 'until' || filter.untilAt !== undefined;
      const own = ends && !ids ? unindexed('finding.variant') : sql.ref<string>('finding.variant');
      if (variant !== 'any') query = query.where(own, '=', variant);
      const outcome = ids || ends ? unindexed('finding.outcome') : sql.ref<string>('finding.outcome');
      if (filter.outcome) query = query.where(outcome, 'in', [...filter.outcome]);
      if (sinceAt !== undefined) {
        const since = ends ? sql<number>`coalesce(finding.since_at, 0)` : sql.ref<number>('finding.since_at');
        query = query.where(since, '>=', sinceAt);
      }
      if (ends) query = query.where('finding.due_at', '>', 0);
      if (ends && control === undefined && !ids) {
        query = query.where('finding.control', 'in', [...new Set(wanted.map((one) => one.control))]);
      }
      if (wanted.length === 0) query = query.where((where) => where.lit(false));
      return query.limit(lookedAt).as('finding');
    })
    .crossJoin('host')
    .whereRef('host.id', '=', 'finding.host_id');
  return filtered(source as unknown as FindingsWithHosts, filter) as unknown as typeof source;
}
