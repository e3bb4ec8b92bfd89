import type { Outcome } from '@tenken/shared';
import type { HeatMap } from '../../../../src/api/result-schemas.ts';
import { matches } from '../../format/fold.ts';
import { attentionCount, outcomesInOrder } from '../../outcomes/outcomes.ts';
import type { Counts } from '../../outcomes/outcomes.ts';
import type { HeatMapSearch } from '../../filters/lists.ts';

export type HeatRow = HeatMap['rows'][number];

/** The worst outcome that any host has, and how many have it; null where nothing is judged. */
export function worstOf(counts: Counts): { outcome: Outcome; count: number } | null {
  for (const outcome of outcomesInOrder) {
    const count = counts[outcome] ?? 0;
    if (count > 0) return { outcome, count };
  }
  return null;
}

/** Rows that somebody wants to see; by themselves those that need attention. */
export function wantedRows(
  rows: readonly HeatRow[],
  { rows: kind = 'attention', text = '' }: HeatMapSearch,
): HeatRow[] {
  return rows.filter(
    ({ control, title, cells }) =>
      (kind === 'all' ||
        cells.some((counts) => (kind === 'failing' ? (counts.fail ?? 0) : attentionCount(counts)) > 0)) &&
      matches(text, [control, title.ja, title.en]),
  );
}

/** The rows with the most failing hosts first, then those of which least is known. */
export function worstRows(rows: readonly HeatRow[], atMost: number): HeatRow[] {
  const sum = (row: HeatRow, count: (counts: Counts) => number) =>
    row.cells.reduce((total, counts) => total + count(counts), 0);
  return rows
    .filter((row) => sum(row, attentionCount) > 0)
    .toSorted(
      (a, b) =>
        sum(b, ({ fail = 0 }) => fail) - sum(a, ({ fail = 0 }) => fail) ||
        sum(b, attentionCount) - sum(a, attentionCount),
    )
    .slice(0, atMost);
}
