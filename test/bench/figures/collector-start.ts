import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { Measured, Pair, Result } from '../figure.ts';
import { databaseWord } from '../measure/database.ts';
import { measureProgram } from '../measure/program.ts';
import type { Progress } from '../progress.ts';
import { fleetFolder, fleetHosts as hosts } from '../results/fleet-folder.ts';

const repetitions = 5;
const tenken = resolve(import.meta.dirname, '../../../collector/bin/tenken.js');
const nothing = [process.execPath, '-e', '0'];

/** G13b: from the start of the collector until it listens, after an orderly end and after kill -9. */
export async function collectorStartFigures(progress: Progress): Promise<Result[]> {
  if (process.env.TENKEN_BENCH_FLEET_DATA !== undefined) {
    return [
      { id: 'G13b', missing: 'a start changes the fleet that TENKEN_BENCH_FLEET_DATA keeps: leave it out' },
    ];
  }
  const data = await fleetFolder(progress);
  const pairs = { orderly: [] as Pair[], killed: [] as Pair[] };
  // At the first start every host is due to be judged.
  await startMs(data, 'SIGTERM');
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    progress(`G13b: repetition ${repetition} of ${repetitions}`);
    const base = (await measureProgram(nothing)).wallMs;
    pairs.orderly.push({ figure: await startMs(data, 'SIGKILL'), base });
    pairs.killed.push({ figure: await startMs(data, 'SIGTERM'), base });
  }
  const figure = (after: keyof typeof pairs, what: string, pass: number, moonshot: number): Measured => ({
    id: `G13b ${after}`,
    what: `${databaseWord()}collector start to listening, ${hosts} hosts in the database, ${what} / node -e 0`,
    unit: 'ms',
    target: { direction: 'at-most', pass, moonshot },
    pairs: pairs[after],
  });
  return [figure('orderly', 'after an orderly end', 40, 15), figure('killed', 'after kill -9', 60, 25)];
}

/** @param end how it is ended once it listens */
async function startMs(data: string, end: NodeJS.Signals): Promise<number> {
  const line = [
    'collector',
    'run',
    '--data',
    join(data),
    '--port',
    '0',
    '--agent-port',
    '0',
    '--log-level',
    'error',
  ];
  const startedAt = performance.now();
  const child = spawn(process.execPath, [tenken, ...line], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  const { promise, resolve: done, reject } = Promise.withResolvers<number>();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (/^agents: \S+\n/m.test(said)) done(performance.now() - startedAt);
  });
  child.once('exit', (code) => reject(new Error(`the collector ended with ${code}: ${said.slice(-500)}`)));
  const ms = await promise;
  child.kill(end);
  await ended;
  return ms;
}
