import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { progressTo } from '../bench/progress.ts';
import { help, readOptions, WrongOption } from './options.ts';
import type { SimulateOptions } from './options.ts';
import { resultTable } from './result-table.ts';
import { simulate } from './simulate.ts';
import type { SimulationResult } from './simulate.ts';

// npm run simulate -- --help

process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  let options: SimulateOptions | null;
  try {
    options = readOptions(args);
  } catch (error) {
    if (!(error instanceof WrongOption)) throw error;
    process.stderr.write(`simulate: ${error.message}\n`);
    return 2;
  }
  if (options === null) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  try {
    const progress = progressTo(process.stderr);
    const result = await simulate(options, { progress });
    progress('done\n');
    process.stdout.write(`${resultTable(result)}\n`);
    writeJson(result);
    const { lost, twice, wrong } = result.kept;
    return lost + twice + wrong === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`\nsimulate: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function writeJson({ options, record, ...result }: SimulationResult): void {
  const folder = resolve(import.meta.dirname, '../output');
  mkdirSync(folder, { recursive: true });
  const { latencies, refused, later, ...counts } = record;
  // A token is no figure.
  const { given, ...asked } = options;
  const content = {
    measuredAt: new Date().toISOString(),
    node: process.version,
    options: { ...asked, server: given?.server ?? null },
    ...result,
    record: {
      ...counts,
      refused: Object.fromEntries(refused),
      later: Object.fromEntries(later),
      p50Ms: latencies.percentile(0.5),
      p99Ms: latencies.percentile(0.99),
    },
  };
  writeFileSync(resolve(folder, 'simulate.json'), `${JSON.stringify(content, null, 2)}\n`);
}
