import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { summary } from './figure.ts';
import { groups, outcomeOf } from './groups.ts';
import type { Outcome } from './groups.ts';
import { chooseDatabase, databases, endServer } from './measure/database.ts';
import { progressTo } from './progress.ts';
import { keepRelease } from './release.ts';
import { table } from './table.ts';

// npm run bench [-- GOAL… --database postgresql --release]: figures of this machine as ratios, both sides of each in
// turn, in one run. It asserts nothing: a figure that is not reached is a line of the table. The exit code is 1 when one
// could not be measured.

const { database, isRelease, wanted } = options();
const known = groups.flatMap(({ goals }) => goals);
const unknown = wanted.filter((goal) => !known.includes(goal));
if (unknown.length > 0) {
  process.stderr.write(`bench: there is no ${unknown.join(', ')}; there are ${known.join(', ')}\n`);
  process.exit(2);
}

chooseDatabase(database);
const progress = progressTo(process.stderr);
const outcomes: Outcome[] = [];
for (const group of groups) {
  if (wanted.length > 0 && !group.goals.some((goal) => wanted.includes(goal))) continue;
  outcomes.push(await outcomeOf(group, database, progress));
  // Hours may have gone into them: whatever ends the run leaves those that are there.
  writeJson(outcomes);
}
await endServer().catch((error: unknown) => progress(String(error)));
progress('done\n');
console.log(table(outcomes.flatMap(({ results }) => results)));
process.exit(outcomes.some(({ isFailed }) => isFailed) ? 1 : 0);

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { database: { type: 'string' }, release: { type: 'boolean' } },
    });
    const named = databases.find((name) => name === (values.database ?? 'sqlite'));
    if (named) return { database: named, isRelease: values.release === true, wanted: positionals };
    throw new Error('--database is sqlite or postgresql');
  } catch (error) {
    process.stderr.write(`bench: ${(error as Error).message}\n`);
    process.exit(2);
  }
}

function writeJson(measured: readonly Outcome[]): void {
  const folder = resolve(import.meta.dirname, '../output');
  mkdirSync(folder, { recursive: true });
  const machine = {
    node: process.version,
    processors: cpus().length,
    loadAverage: loadavg()[0],
    measuredAt: new Date().toISOString(),
  };
  const kept = measured.map(({ goals, results }) => ({
    goals,
    results: results.map((result) => ('missing' in result ? result : { ...result, ...summary(result) })),
  }));
  const content = { ...machine, results: kept.flatMap(({ results }) => results) };
  writeFileSync(resolve(folder, 'bench.json'), `${JSON.stringify(content, null, 2)}\n`);
  if (isRelease) keepRelease(machine, kept, database);
}
