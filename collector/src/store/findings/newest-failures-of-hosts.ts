import { defaultVariant } from '@tenken/controls';
import { sql } from 'kysely';
import { preparedRows } from '../sql/prepared-query.ts';
import type { Store } from '../store.ts';
import { unindexed } from '../sql/unindexed.ts';
import type { ListedRow } from './finding-keys.ts';
import { cut } from './finding-order.ts';
import type { Order } from './finding-order.ts';

/** Of a host, the failures that hold since a moment or later; the same limit stands with each. */
type Since = { host_id: string; since_at: number; limit: number };

/**
 * The newest of the hosts' failures under the controls' own limits. What they are sorted by is read along the index of a
 * host's findings by outcome and time; the findings of the page are then where that index says.
 */
const newestOfHosts = preparedRows<Since, ListedRow>(
  ['host_id', 'since_at', 'limit'],
  (_, hosts) => sql<ListedRow>`
    with wanted (host_id, since_at) as
      (values ${sql.join(hosts.map((host) => sql`(${host.host_id}, cast(${host.since_at} as bigint))`))}),
    newest as (
      select finding.host_id, finding.control, finding.variant, finding.since_at
      from wanted cross join finding
      where finding.host_id = wanted.host_id and finding.outcome = 'fail'
        and finding.since_at >= wanted.since_at and finding.variant = ${sql.lit(defaultVariant)}
      order by finding.since_at desc, finding.host_id desc, finding.control desc, finding.variant desc
      limit cast(${hosts[0]?.limit} as bigint))
    select finding.*, host.name as host_name, host.platform as host_platform, host.sort_name
    from newest cross join finding cross join host
    where finding.host_id = newest.host_id and finding.outcome = 'fail'
      and finding.since_at = newest.since_at and finding.control = newest.control
      and ${unindexed('finding.variant')} = newest.variant and host.id = newest.host_id`,
);

/** A page of them. @param hosts whose newest failures are the newest, as many as the page has rows, if there are so many */
export async function newestFailuresOfHosts(
  { read }: Pick<Store, 'read'>,
  hosts: readonly { id: string; at: number }[],
  order: Order,
): Promise<ListedRow[]> {
  // Each of them fills a row at least: nothing older than the newest failure of the last has a place.
  const since_at = hosts.length < order.limit ? 0 : (hosts.at(-1)?.at ?? 0);
  const rows = await newestOfHosts(
    read,
    hosts.map(({ id }) => ({ host_id: id, since_at, limit: order.limit })),
  );
  return cut(rows, order);
}
