import type { Place } from '../../results/cursor.ts';
import type { Condition } from './host-filter.ts';

export type HostSort = 'name' | '-name' | 'lastReportAt' | '-lastReportAt' | 'failures' | '-failures';

export type SortColumn = 'sort_name' | 'last_report_at' | 'failures';

export function orderOf(sort: HostSort): {
  column: SortColumn;
  descending: boolean;
} {
  const columns = { name: 'sort_name', lastReportAt: 'last_report_at', failures: 'failures' } as const;
  const descending = sort.startsWith('-');
  return { column: columns[sort.replace('-', '') as keyof typeof columns], descending };
}

/**
 * The rows behind a place, in stretches that the index gives one after the other: those that never reported come first
 * where the oldest report does.
 */
export function stretchesOf(column: SortColumn, descending: boolean, after: Place | null): Condition[] {
  const sign = descending ? '<' : '>';
  const [key = null, id = null] = after ?? [];
  const behind: Condition = (where) =>
    where(where.refTuple(column, 'id'), sign, where.tuple(key as never, id as never));
  if (column !== 'last_report_at') return [after ? behind : (where) => where.lit(true)];
  const never: Condition = (where) => where(column, 'is', null);
  const ever: Condition = (where) => where(column, 'is not', null);
  const isBehindNever = after !== null && key === null;
  const rest: Condition = isBehindNever
    ? (where) => where.and([never(where), where('id', sign, String(id))])
    : never;
  if (descending) return isBehindNever ? [rest] : [after ? behind : ever, never];
  return after && !isBehindNever ? [behind] : [rest, ever];
}
