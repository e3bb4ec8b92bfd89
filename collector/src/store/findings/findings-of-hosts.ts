import { sql } from 'kysely';
import { onlyGroup } from './finding-filter.ts';
import type { FindingListFilter } from './finding-filter.ts';
import type { ListedRow } from './finding-keys.ts';
import { cut, placed } from './finding-order.ts';
import type { Order } from './finding-order.ts';
import { filtered, ofFindings } from './findings-with-hosts.ts';
import type { FindingsWithHosts } from './findings-with-hosts.ts';
import type { Store } from '../store.ts';
import { unindexed } from '../sql/unindexed.ts';

/** A page of what a few hosts have: what it is sorted by is read of all, the findings themselves of the page only. */
export async function findingsOfHosts(
  store: Pick<Store, 'read'>,
  filter: FindingListFilter,
  order: Order,
  ids: readonly string[],
): Promise<ListedRow[]> {
  const { host, control, variant, outcome, sinceAt } = filter;
  let query = store.read
    .selectFrom('host')
    .crossJoin('finding')
    .whereRef('finding.host_id', '=', 'host.id')
    .select(['finding.host_id', 'finding.control', 'finding.variant', 'finding.outcome', 'finding.since_at']);
  // Hundreds of ids take longer to spell than their group to read.
  const group = onlyGroup(filter);
  query = group ? query.where(`host.${group.by}`, '=', group.value) : query.where('host.id', 'in', [...ids]);
  if (control !== undefined) query = query.where('finding.control', '=', control);
  if (variant !== 'any') query = query.where('finding.variant', '=', variant);
  // One control of a host is looked up by its name, all of them by their outcome.
  const isByOutcome = outcome !== undefined && control === undefined;
  if (outcome) {
    const own = isByOutcome ? sql.ref<string>('finding.outcome') : unindexed('finding.outcome');
    query = query.where(own, 'in', [...outcome]);
  }
  if (sinceAt !== undefined) {
    query = query.where(sql<number>`coalesce(finding.since_at, 0)`, '>=', sinceAt);
  }
  if (order.sort === 'until') query = query.where('finding.due_at', 'is not', null);
  // Of hosts that were found by the filter the rest of it is true.
  const base = query as unknown as FindingsWithHosts;
  const narrowed = host === undefined ? ofFindings(base, filter) : filtered(base, filter);
  const whole = store.read
    .selectFrom(placed(narrowed, order).as('key'))
    .crossJoin('finding')
    .crossJoin('host')
    .whereRef('finding.host_id', '=', 'key.host_id')
    .whereRef('finding.control', '=', 'key.control')
    .whereRef('host.id', '=', 'key.host_id')
    .selectAll('finding')
    .select(['host.name as host_name', 'host.platform as host_platform', 'host.sort_name']);
  // Where the key was read, the whole is found soonest.
  const rows = isByOutcome
    ? whole
        .whereRef('finding.outcome', '=', 'key.outcome')
        .whereRef('finding.since_at', '=', 'key.since_at')
        .where((where) => where(unindexed('finding.variant'), '=', where.ref('key.variant')))
    : whole.whereRef('finding.variant', '=', 'key.variant');
  return cut(await rows.execute(), order);
}
