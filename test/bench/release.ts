import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import product from '../../package.json' with { type: 'json' };
import type { Database } from './measure/database.ts';

type Kept = { id: string; missing?: string };
type Measured = { goals: readonly string[]; results: readonly Kept[] };

/**
 * Figures of a release, one file for each database: what is measured anew takes the place of what was there of the same
 * goals. What could not be measured now leaves what was measured before.
 */
export function keepRelease(machine: object, measured: readonly Measured[], database: Database): void {
  const name = `${product.version}${database === 'sqlite' ? '' : `-${database}`}.json`;
  const file = join(import.meta.dirname, 'results', name);
  let results = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { results: readonly Kept[] }).results
    : [];
  for (const { goals, results: own } of measured) {
    const before = results.filter(({ id }) => goals.some((goal) => isOf(id, goal)));
    if (before.some(isFigure) && !own.some(isFigure)) continue;
    results = [...results.filter((one) => !before.includes(one)), ...own];
  }
  writeFileSync(file, `${JSON.stringify({ ...machine, results }, null, 2)}\n`);
}

function isFigure({ missing }: Kept): boolean {
  return missing === undefined;
}

/** `G13 CPU` and `G4+judge` are of G13 and G4, `G1b` is not of G1. */
function isOf(id: string, goal: string): boolean {
  return id === goal || id.startsWith(`${goal} `) || id.startsWith(`${goal}+`);
}
