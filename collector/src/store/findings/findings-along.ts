import { comparedPlaces } from '../sql/compared.ts';
import { dayNumber } from '../tallies/days.ts';
import { endingFindings } from './ending-findings.ts';
import type { FindingListFilter } from './finding-filter.ts';
import { wholeFindings } from './finding-keys.ts';
import type { EndingKey, ListedRow } from './finding-keys.ts';
import { cut, placed, placeOf } from './finding-order.ts';
import type { Order } from './finding-order.ts';
import { fromFindings } from './findings-with-hosts.ts';
import type { Store } from '../store.ts';
import type { TallyRepository } from '../tallies/tally-repository.ts';
import { unindexed } from '../sql/unindexed.ts';
import type { Wanted } from './wanted-findings.ts';

// Findings along an index, in the order of a list.

/** Along the index of each requirement and outcome by time, put together here. */
export async function alongTime(
  store: Pick<Store, 'read'>,
  filter: FindingListFilter,
  order: Order,
  wanted: readonly Wanted[],
): Promise<ListedRow[]> {
  const rows: ListedRow[] = [];
  for (const { control, variant, outcomes } of wanted) {
    for (const outcome of outcomes) {
      let query = fromFindings(store, filter)
        .where('finding.control', '=', control)
        .where('finding.variant', '=', variant)
        .where('finding.outcome', '=', outcome);
      // Of one requirement the place is a time first.
      const since = order.sort === 'control' ? order.after?.[2] : undefined;
      if (typeof since === 'number') query = query.where('finding.since_at', '>=', since);
      rows.push(...(await placed(query, order).execute()));
    }
  }
  return cut(rows, order);
}

/** Along the index of all requirements by outcome and time. */
export async function alongAllTimes(
  store: Pick<Store, 'read'>,
  filter: FindingListFilter,
  order: Order,
  wanted: readonly Wanted[],
): Promise<ListedRow[]> {
  const rows: ListedRow[] = [];
  for (const outcome of new Set(wanted.flatMap(({ outcomes }) => outcomes))) {
    let query = fromFindings(store, filter).where('finding.outcome', '=', outcome);
    if (filter.variant !== 'any') {
      query = query.where(unindexed('finding.variant'), '=', filter.variant);
    }
    rows.push(...(await placed(query, order).execute()));
  }
  return cut(rows, order);
}

/** Along the index of what ends by itself, control after control; the findings themselves are read for the page only. */
export async function alongEnds(
  store: Pick<Store, 'read'>,
  tallies: TallyRepository,
  filter: FindingListFilter,
  order: Order,
  ids: readonly string[] | null,
  wanted: readonly Wanted[],
): Promise<ListedRow[]> {
  // Only a pass has an end.
  if (filter.outcome && !filter.outcome.includes('pass')) return [];
  const from = order.after ? dayNumber(Number(order.after[0])) : 0;
  const isNarrowed = [filter.reason, filter.sinceAt, filter.platform, ids ?? undefined, filter.text].some(
    (part) => part !== undefined,
  );
  const isGrouped = filter.label !== undefined || filter.system !== undefined;
  const ending = await tallies.endingControls(from, isNarrowed || isGrouped ? null : order.limit);
  // Limits of a checklist's own are not tallied by their end: there every control is asked.
  const isTallied = filter.variant === 'default';
  let first: EndingKey[] = [];
  for (const control of new Set(wanted.map((one) => one.control))) {
    if (isTallied && !ending.has(control)) continue;
    const query = endingFindings(store, { ...filter, control }, ids);
    const last = first.length === order.limit ? first.at(-1) : undefined;
    const sooner = last ? query.where('finding.due_at', '<=', last.due_at) : query;
    const found = (await placed(sooner, order).execute()) as unknown as EndingKey[];
    first = [...first, ...found]
      .toSorted((a, b) => comparedPlaces(placeOf(a, 'until'), placeOf(b, 'until')))
      .slice(0, order.limit);
  }
  return wholeFindings(store, first);
}
