import { summary } from './figure.ts';
import type { Measured, Result } from './figure.ts';

const headings = ['goal', 'figure', 'base', 'ratio', 'noise (of ratios)', 'n', 'pass', 'moonshot', 'verdict'];

export function table(results: readonly Result[]): string {
  const rows = results.map((result) =>
    'missing' in result
      ? [result.id, `missing: ${result.id} not measured: ${result.missing}`]
      : [result.id, ...cells(result)],
  );
  const whole = [headings, ...rows.filter((row) => row.length > 2)];
  const widths = headings.map((_, column) => Math.max(...whole.map((row) => (row[column] ?? '').length)));
  const lines = [headings, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', ...explanations(results)].join('\n');
}

function cells(measured: Measured): string[] {
  const { figure, base, ratio, lowest, highest, verdict } = summary(measured);
  const sign = measured.target?.direction === 'at-least' ? '>=' : '<=';
  return [
    `${short(figure)} ${measured.unit}`,
    short(base),
    short(ratio),
    `${short(lowest)} - ${short(highest)}`,
    String(measured.pairs.length),
    measured.target ? `${sign} ${short(measured.target.pass)}` : '-',
    measured.target ? `${sign} ${short(measured.target.moonshot)}` : '-',
    verdict,
  ];
}

function explanations(results: readonly Result[]): string[] {
  return results
    .filter((result) => 'what' in result)
    .map(({ id, what, note }) => `${id}: ${what}${note === undefined ? '' : `; ${note}`}`);
}

/** Three digits that count. */
function short(value: number): string {
  return value >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
