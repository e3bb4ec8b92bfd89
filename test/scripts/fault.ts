import { program } from './program.ts';

// The fault tests at full length: those that repeat do so often enough to mean something.
process.env.TENKEN_FAULT_ROUNDS ??= '200';
process.env.TENKEN_FAULT_GUESSES ??= '1000000';
process.env.TENKEN_FAULT_AGENTS ??= '10000';
process.env.TENKEN_FAULT_CLIENTS ??= '2000';
process.env.TENKEN_FAULT_SOAK_MINUTES ??= '10';
process.env.TENKEN_FAULT_WHOLE_SCAN ??= '1';
process.env.TENKEN_FAULT_MUTATIONS ??= '1000000';
const chosen = process.argv.slice(2);

const startedAtMs = performance.now();
const result = await program('node_modules/vitest/vitest.mjs', [
  'run',
  '--config',
  'test/vitest.config.ts',
  '--project',
  'integration',
  '--project',
  'undisturbed',
  '--reporter=verbose',
  // Figures of one test must not suffer from another one's load.
  '--no-file-parallelism',
  ...(chosen.length > 0 ? chosen : ['test/fault', 'test/people/token-guessing']),
]);
if (result !== 'passed') process.exitCode = 1;
const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(0);
console.log(`test:fault: ${result} with ${process.env.TENKEN_FAULT_ROUNDS} rounds in ${seconds} s`);
