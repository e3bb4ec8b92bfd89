import { anewFigures } from './figures/anew.ts';
import { collectorStartFigures } from './figures/collector-start.ts';
import { gentleScanFigures } from './figures/gentle-scan.ts';
import { growthFigures } from './figures/growth.ts';
import { ingestFigures, slowDiskFigures } from './figures/ingest.ts';
import { keptFigures } from './figures/kept.ts';
import { packFigures } from './figures/pack.ts';
import { pageFigures } from './figures/pages.ts';
import { refusedFigures } from './figures/refused.ts';
import { resultFigures } from './figures/results.ts';
import { scanFigures, startFigures } from './figures/scan.ts';
import { stormFigures } from './figures/storm.ts';
import { tlsFigures } from './figures/tls.ts';
import { twoFigures } from './figures/two.ts';
import { endChildren } from './measure/child.ts';
import type { Database } from './measure/database.ts';
import type { Result } from './figure.ts';
import type { Progress } from './progress.ts';

/** Goals that are measured together. */
export type Group = {
  /** Each of its figures is one of them, or begins with it: `G13 CPU`. */
  goals: readonly string[];
  measure: (progress: Progress) => Promise<Result[]>;
  /** Why it is not measured on a database. */
  not?: Partial<Record<Database, string>>;
};

/** `isFailed`: something that can be measured on this database was not. */
export type Outcome = { goals: readonly string[]; results: readonly Result[]; isFailed: boolean };

/** It stands in one line of a table. */
const longestReason = 300;

const not = { postgresql: 'is measured on SQLite alone' };

export const groups: readonly Group[] = [
  { goals: ['G13'], measure: startFigures, not },
  { goals: ['G4', 'G5', 'G7'], measure: ingestFigures },
  {
    goals: ['G6'],
    measure: slowDiskFigures,
    not: {
      postgresql:
        'the slow disk is one that stops the thread which syncs; the server syncs in its own process',
    },
  },
  { goals: ['G8'], measure: keptFigures },
  { goals: ['G9', 'G9b', 'G9c'], measure: tlsFigures, not },
  { goals: ['G10'], measure: resultFigures },
  { goals: ['G10b'], measure: pageFigures, not },
  { goals: ['G11'], measure: anewFigures },
  {
    goals: ['G12'],
    measure: packFigures,
    not: {
      postgresql:
        'a pack is written from findings that come one by one; what the database takes to give them is not in it',
    },
  },
  { goals: ['G13b'], measure: collectorStartFigures },
  { goals: ['G14'], measure: refusedFigures, not },
  { goals: ['G15', 'G15b'], measure: stormFigures },
  {
    goals: ['two'],
    measure: twoFigures,
    not: { sqlite: 'one process owns the file: two collectors need --database postgresql' },
  },
  { goals: ['growth'], measure: growthFigures },
  { goals: ['G1', 'G1b', 'G2', 'G3b'], measure: scanFigures, not },
  { goals: ['G2b', 'G3'], measure: gentleScanFigures, not },
];

/** What cannot be measured is told in its place; other groups have nothing to do with it. */
export async function outcomeOf(group: Group, database: Database, progress: Progress): Promise<Outcome> {
  const { goals } = group;
  const missing = (why: string) => goals.map((id) => ({ id, missing: why }));
  const why = group.not?.[database];
  if (why !== undefined) return { goals, results: missing(why), isFailed: false };
  try {
    const results = await group.measure(progress);
    return { goals, results, isFailed: results.some((result) => 'missing' in result) };
  } catch (error) {
    progress(`${goals.join(', ')}: ${error instanceof Error ? error.stack : String(error)}`);
    const said = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
    return { goals, results: missing(said.slice(0, longestReason)), isFailed: true };
  } finally {
    await endChildren();
  }
}
