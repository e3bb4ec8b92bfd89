import type { Outcome } from '@tenken/shared';
import type { HostRow } from '../schema.ts';

/** Columns of a host in which its findings under the controls' own limits are counted. */
export const allCountColumns = ['passes', 'failures', 'unknowns', 'errors', 'not_applicables'] as const;

type CountColumn = (typeof allCountColumns)[number];

/** By what they count. */
export const countColumns: Partial<Record<Outcome, CountColumn>> = {
  pass: 'passes',
  fail: 'failures',
  unknown: 'unknowns',
  error: 'errors',
  'not-applicable': 'not_applicables',
};

/** The column of the only outcome, where it has an index. */
export function rareColumn(
  outcomes: readonly Outcome[] | undefined,
): 'failures' | 'unknowns' | 'errors' | null {
  const column = outcomes?.length === 1 ? countColumns[outcomes[0] ?? 'pass'] : null;
  return column === 'failures' || column === 'unknowns' || column === 'errors' ? column : null;
}

/** How many findings with these outcomes, under the controls' own limits, some hosts have. */
export function outcomesOf(
  hosts: readonly Pick<HostRow, CountColumn>[],
  outcomes: readonly Outcome[],
): number {
  const columns = [...new Set(outcomes)].flatMap((outcome) => countColumns[outcome] ?? []);
  return hosts.reduce((sum, host) => sum + columns.reduce((own, column) => own + host[column], 0), 0);
}
