import { sql } from 'kysely';
import type { FindingListFilter } from './finding-filter.ts';
import type { ListedRow } from './finding-keys.ts';
import type { Order } from './finding-order.ts';
import { fromHosts } from './findings-with-hosts.ts';
import type { Store } from '../store.ts';
import { unindexed } from '../sql/unindexed.ts';

/** Along the index of hosts by name. @param ids of the hosts that come into question, where they are few */
export async function findingsByHost(
  store: Pick<Store, 'read'>,
  filter: FindingListFilter,
  order: Order,
  ids: string[] | null,
): Promise<ListedRow[]> {
  const { control, variant, outcome: outcomes } = filter;
  let query = fromHosts(store, filter);
  if (ids) query = query.where('host.id', 'in', ids);
  if (control !== undefined) query = query.where('finding.control', '=', control);
  if (variant !== 'any') query = query.where('finding.variant', '=', variant);
  if (outcomes?.length === 1 && outcomes[0] === 'fail' && variant === 'default') {
    query = query.where(sql<number>`coalesce(host.failures, 0)`, '>', 0);
  }
  if (order.after) {
    const [name, host, after, of] = order.after as [string, string, string, string];
    query = query
      .where((where) => where(where.refTuple('host.sort_name', 'host.id'), '>=', where.tuple(name, host)))
      .where((where) =>
        where.or([
          where(unindexed('host.id'), '<>', host),
          where(
            where.refTuple(unindexed('finding.control'), unindexed('finding.variant')),
            '>',
            where.tuple(after, of),
          ),
        ]),
      );
  }
  return query
    .orderBy('host.sort_name')
    .orderBy('host.id')
    .orderBy('finding.control')
    .orderBy('finding.variant')
    .limit(order.limit)
    .execute();
}
