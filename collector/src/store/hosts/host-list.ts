import type { Outcome } from '@tenken/shared';
import { sql } from 'kysely';
import type { Place } from '../../results/cursor.ts';
import type { HostRow } from '../schema.ts';
import { bulkSelect } from '../sql/bulk.ts';
import { comparedPlaces } from '../sql/compared.ts';
import type { Store } from '../store.ts';
import type { TallyRepository } from '../tallies/tally-repository.ts';
import { HostCount } from './count-hosts.ts';
import type { FewHost, FewHosts } from './few-hosts.ts';
import { conditionsOf } from './host-filter.ts';
import type { HostListFilter } from './host-filter.ts';
import { orderOf, stretchesOf } from './host-order.ts';
import type { HostSort, SortColumn } from './host-order.ts';
import { summary, summaryColumns } from './host-repository.ts';
import type { HostSummary } from './host-repository.ts';
import { allCountColumns, countColumns } from './outcome-columns.ts';

export type ListedHost = HostSummary & { outcomes: Partial<Record<Outcome, number>> };

export type HostListPage = {
  hosts: ListedHost[];
  /** Keys of the last row where more may follow; null at the end. */
  last: Place | null;
};

const listedColumns = [...summaryColumns, 'sort_name', ...allCountColumns] as const;
type ListedRow = Pick<HostRow, (typeof listedColumns)[number]>;

const hostsWithIds = bulkSelect<{ id: string }, ListedRow>(
  ['id'],
  (ids) => sql<ListedRow>`
    select ${sql.join(listedColumns.map((column) => sql.ref(column)))} from host where id in (${ids})`,
);

/**
 * Pages of the list of hosts. A filter that lets few through gives these first; one that lets many through is walked in
 * the order of the list, where a page is soon full.
 */
export class HostList {
  readonly #store: Pick<Store, 'read'>;
  readonly #few: FewHosts;
  readonly #count: HostCount;

  constructor(store: Pick<Store, 'read'>, tallies: TallyRepository, few: FewHosts) {
    this.#store = store;
    this.#few = few;
    this.#count = new HostCount(store, tallies, few);
  }

  /**
   * @param silentBefore hosts whose newest report is older are silent
   * @param after where the page before ended
   */
  async page(
    filter: HostListFilter,
    order: { sort: HostSort; after: Place | null; limit: number },
    silentBefore: number,
  ): Promise<HostListPage> {
    const { column, descending } = orderOf(order.sort);
    const few = await this.#few.of(filter, silentBefore, column);
    if (few) return this.#pageOf(few, order);
    const conditions = conditionsOf(filter, silentBefore);
    // The index of platforms gives their hosts in the order of their names.
    const platform = filter.platform?.length === 1 && column === 'sort_name' ? filter.platform[0] : undefined;
    if (platform !== undefined) conditions.push((where) => where('platform', '=', platform));
    const direction = descending ? 'desc' : 'asc';
    const rows: ListedRow[] = [];
    for (const stretch of stretchesOf(column, descending, order.after)) {
      if (rows.length >= order.limit) break;
      let query = this.#store.read
        .selectFrom('host')
        .select(listedColumns)
        .where((where) => stretch(where))
        .limit(order.limit - rows.length);
      for (const condition of conditions) query = query.where((where) => condition(where));
      rows.push(...(await query.orderBy(column, direction).orderBy('id', direction).execute()));
    }
    return pageOf(rows, column, order.limit);
  }

  async #pageOf(
    hosts: readonly FewHost[],
    { sort, after, limit }: { sort: HostSort; after: Place | null; limit: number },
  ): Promise<HostListPage> {
    const { column, descending } = orderOf(sort);
    const sign = descending ? -1 : 1;
    const placeOf = (host: FewHost): Place => [host[column], host.id];
    const wanted = hosts
      .filter((host) => after === null || sign * comparedPlaces(placeOf(host), after) > 0)
      .toSorted((a, b) => sign * comparedPlaces(placeOf(a), placeOf(b)))
      .slice(0, limit);
    if (wanted.length === 0) return { hosts: [], last: null };
    const rows = await hostsWithIds(this.#store.read, wanted);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return pageOf(
      wanted.flatMap(({ id }) => byId.get(id) ?? []),
      column,
      limit,
    );
  }

  /** How many hosts the filter lets through. */
  count(filter: HostListFilter, silentBefore: number): Promise<{ count: number; exact: boolean }> {
    return this.#count.of(filter, silentBefore);
  }
}

function pageOf(rows: readonly ListedRow[], column: SortColumn, limit: number): HostListPage {
  const last = rows.at(-1);
  return {
    hosts: rows.map(listed),
    last: last && rows.length === limit ? [last[column], last.id] : null,
  };
}

function listed(row: ListedRow): ListedHost {
  const counts = Object.entries(countColumns).map(([outcome, column]) => [outcome, row[column]] as const);
  return { ...summary(row), outcomes: Object.fromEntries(counts.filter(([, count]) => count > 0)) };
}
