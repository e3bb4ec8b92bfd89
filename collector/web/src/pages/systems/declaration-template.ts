import { own } from '@tenken/shared/own';
import type { DeskChoices } from '../../../../src/api/assessment-schemas.ts';

/** What Excel would take for a formula. */
const formula = /^[=+\-@\t\r]/;

/** A CSV that Excel opens, with the headings of a declaration and what it holds now, as an address to download from. */
export function templateOf(
  { columns }: DeskChoices['declarations'][number],
  entries: readonly Record<string, string>[],
): string {
  const lines = [
    columns.map(({ heading }) => heading),
    ...entries.map((entry) => columns.map(({ field }) => own(entry, field) ?? '')),
  ];
  const csv = lines.map((line) => line.map(cell).join(',')).join('\r\n');
  return `data:text/csv;charset=utf-8,${encodeURIComponent(`\uFEFF${csv}\r\n`)}`;
}

function cell(value: string): string {
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
