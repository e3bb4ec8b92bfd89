import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { summary } from './figure.ts';
import type { Result } from './figure.ts';
import { anewFigures } from './figures/anew.ts';
import { ingestFigures, slowDiskFigures } from './figures/ingest.ts';
import { collectorStartFigures } from './figures/collector-start.ts';
import { growthFigures } from './figures/growth.ts';
import { keptFigures } from './figures/kept.ts';
import { pageFigures } from './figures/pages.ts';
import { packFigures } from './figures/pack.ts';
import { resultFigures } from './figures/results.ts';
import { refusedFigures } from './figures/refused.ts';
import { stormFigures } from './figures/storm.ts';
import { scanFigures, startFigures } from './figures/scan.ts';
import { tlsFigures } from './figures/tls.ts';
import { progressTo } from './progress.ts';
import type { Progress } from './progress.ts';
import { chooseDatabase, endServer } from './measure/database.ts';
import { keepRelease } from './release.ts';
import { table } from './table.ts';

// npm run bench [-- GOAL… --database postgresql --release]: figures of this machine as ratios, both sides of each in turn, in one run. It asserts
// nothing: a figure that is not reached is a line of the table, only one that cannot be measured is a failure.

type Group = {
  goals: readonly string[];
  measure: (progress: Progress) => Promise<Result[]>;
  /** Measures the database that `--database` names. */
  isOnEither?: true;
};

const groups: readonly Group[] = [
  { goals: ['G13'], measure: startFigures },
  { goals: ['G4', 'G5', 'G7'], measure: ingestFigures },
  { goals: ['G6'], measure: slowDiskFigures },
  { goals: ['G8'], measure: keptFigures },
  { goals: ['G9', 'G9b', 'G9c'], measure: tlsFigures },
  { goals: ['G10'], measure: resultFigures, isOnEither: true },
  { goals: ['G10b'], measure: pageFigures },
  { goals: ['G11'], measure: anewFigures, isOnEither: true },
  { goals: ['G12'], measure: packFigures, isOnEither: true },
  { goals: ['G13b'], measure: collectorStartFigures, isOnEither: true },
  { goals: ['G14'], measure: refusedFigures },
  { goals: ['G15', 'G15b'], measure: stormFigures, isOnEither: true },
  { goals: ['growth'], measure: growthFigures, isOnEither: true },
  { goals: ['G1', 'G1b', 'G2', 'G3b'], measure: scanFigures },
];

const { values, positionals: wanted } = options();
const onPostgres = values.database === 'postgresql';
const known = groups.flatMap(({ goals }) => goals);
const unknown = wanted.filter((goal) => !known.includes(goal));
if (unknown.length > 0) {
  process.stderr.write(`bench: there is no ${unknown.join(', ')}; there are ${known.join(', ')}\n`);
  process.exit(2);
}

if (values.database !== undefined) chooseDatabase(values.database);
const progress = progressTo(process.stderr);
const results: Result[] = [];
for (const { goals, measure, isOnEither } of groups) {
  if (wanted.length > 0 ? !goals.some((goal) => wanted.includes(goal)) : onPostgres && !isOnEither) continue;
  if (onPostgres && !isOnEither) {
    results.push(...goals.map((id) => ({ id, missing: 'is not measured on PostgreSQL' })));
    continue;
  }
  results.push(...(await measure(progress)));
}
await endServer();
progress('done\n');
console.log(table(results));
writeJson(results);

function options() {
  try {
    const { values: given, positionals } = parseArgs({
      allowPositionals: true,
      options: { database: { type: 'string' }, release: { type: 'boolean' } },
    });
    const isKnown = given.database === undefined || ['sqlite', 'postgresql'].includes(given.database);
    if (isKnown) return { values: given, positionals };
    throw new Error('--database is sqlite or postgresql');
  } catch (error) {
    process.stderr.write(`bench: ${(error as Error).message}\n`);
    process.exit(2);
  }
}

function writeJson(measured: readonly Result[]): void {
  const folder = resolve(import.meta.dirname, '../output');
  mkdirSync(folder, { recursive: true });
  const content = {
    node: process.version,
    processors: cpus().length,
    loadAverage: loadavg()[0],
    measuredAt: new Date().toISOString(),
    results: measured.map((result) => ('missing' in result ? result : { ...result, ...summary(result) })),
  };
  writeFileSync(resolve(folder, 'bench.json'), `${JSON.stringify(content, null, 2)}\n`);
  if (values.release === true) keepRelease(content, values.database ?? 'sqlite');
}
