import { sql } from 'kysely';
import type { Place } from '../../results/cursor.ts';
import { comparedPlaces } from '../sql/compared.ts';
import type { FindingSort } from './finding-filter.ts';
import type { ListedRow } from './finding-keys.ts';
import type { FindingsWithHosts } from './findings-with-hosts.ts';

/** Where in a list a page begins, and how long it is. */
export type Order = { sort: FindingSort; after: Place | null; limit: number };

/** By what each list is sorted, one after the other; a place in it says the same of its last row. */
const orders = {
  control: ['finding.control', 'finding.variant', 'finding.since_at', 'finding.host_id'],
  host: ['host.sort_name', 'host.id', 'finding.control', 'finding.variant'],
  since: ['finding.since_at', 'finding.host_id', 'finding.control', 'finding.variant'],
  '-since': ['finding.since_at', 'finding.host_id', 'finding.control', 'finding.variant'],
  until: ['finding.due_at', 'finding.host_id', 'finding.control', 'finding.variant'],
} as const;

/** Behind the place where the page before ended, in order, as many as a page has. */
export function placed(query: FindingsWithHosts, { sort, after, limit }: Order): FindingsWithHosts {
  const columns = orders[sort];
  const descending = sort === '-since';
  let page = query.limit(limit);
  if (after) {
    page = page.where((where) =>
      where(
        sql`(${sql.join(columns.map((column) => sql.ref(column)))})`,
        descending ? '<' : '>',
        sql`(${sql.join([...after])})`,
      ),
    );
  }
  for (const column of columns) page = page.orderBy(sql.ref(column), descending ? 'desc' : 'asc');
  return page;
}

type Sorted = Pick<ListedRow, 'host_id' | 'control' | 'variant'> &
  Partial<Pick<ListedRow, 'since_at' | 'due_at' | 'sort_name'>>;

/** Where a row stands in a list. */
export function placeOf(row: Sorted, sort: FindingSort): Place {
  const { host_id: host, control, variant, since_at: since = null, due_at: due = null } = row;
  switch (sort) {
    case 'control':
      return [control, variant, since, host];
    case 'host':
      return [row.sort_name ?? null, host, control, variant];
    case 'since':
    case '-since':
      return [since, host, control, variant];
    case 'until':
      return [due, host, control, variant];
    default:
      return sort satisfies never;
  }
}

/** The rows behind the place where the page before ended, in order, as many as a page has. */
export function cut(rows: readonly ListedRow[], { sort, after, limit }: Order): ListedRow[] {
  const sign = sort === '-since' ? -1 : 1;
  return rows
    .map((row) => ({ row, place: placeOf(row, sort) }))
    .filter(({ place }) => after === null || sign * comparedPlaces(place, after) > 0)
    .toSorted((a, b) => sign * comparedPlaces(a.place, b.place))
    .slice(0, limit)
    .map(({ row }) => row);
}
