import { setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../support/random.ts';
import { Coverage } from './engine/coverage.ts';
import { Findings } from './engine/findings.ts';
import { Fuzzing } from './engine/fuzz.ts';
import { Chance } from './engine/mutate.ts';
import { Watchdog } from './engine/watchdog.ts';
import { targets } from './targets/index.ts';

// npm run fuzz -- [--minutes N] [--seed N] [name…]: every parser, or those whose name begins so, in turn. Coverage is
// V8's own, read through the inspector; what reaches new code is kept and changed further.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
if (!(minutes > 0 && minutes <= 24 * 60)) throw new RangeError('--minutes takes up to a day');
const chosen = targets.filter(
  ({ name }) => positionals.length === 0 || positionals.some((wanted) => name.startsWith(wanted)),
);
if (chosen.length === 0) throw new RangeError(`no target begins with ${positionals.join(', ')}`);

setPriority(19);
const folder = join(import.meta.dirname, '..', 'output', 'fuzz');
const coverage = new Coverage();
const findings = new Findings(folder);
const watchdog = new Watchdog(join(folder, 'endless'), 30_000);
const chance = new Chance(seededRandom(seed));
const startedAt = performance.now();
const until = startedAt + minutes * 60_000;
console.log(`fuzz: ${chosen.length} targets, ${minutes} minutes, seed ${seed}, Node ${process.version}`);

await coverage.start();
await coverage.newSince(new Set());
const fuzzings = chosen.map((target) => new Fuzzing(target, { coverage, findings, watchdog, chance }));
for (const fuzzing of fuzzings) await fuzzing.begin();
const seedBlocks = coverage.size;
console.log(`fuzz: the seeds reach ${seedBlocks} blocks`);
const sliceMs = 500;
let toldAt = performance.now();
while (performance.now() < until) {
  for (const fuzzing of fuzzings) {
    if (performance.now() - toldAt > 60_000) tell();
    await fuzzing.goOn(Math.min(sliceMs * (fuzzing.target.weight ?? 1), until - performance.now()));
    if (performance.now() >= until) break;
  }
  for (const fuzzing of fuzzings) fuzzing.end();
}
coverage.stop();
await watchdog.stop();
for (const { target, executions, poolSize, slowestMs } of fuzzings) {
  console.log(`${target.name}: ${executions} inputs, ${poolSize} kept, slowest ${slowestMs.toFixed(0)} ms`);
}
tell();
for (const { target, message, file, times } of findings.all) {
  console.log(`${times} times ${target}: ${message} (${file})`);
}
process.exitCode = findings.all.length > 0 ? 1 : 0;

function tell(): void {
  toldAt = performance.now();
  const executions = fuzzings.reduce((sum, one) => sum + one.executions, 0);
  const passed = ((performance.now() - startedAt) / 60_000).toFixed(1);
  console.log(
    `fuzz: ${passed} min, ${executions} inputs, ${coverage.size} blocks (${coverage.size - seedBlocks} beyond the seeds), ${findings.all.length} findings`,
  );
}
