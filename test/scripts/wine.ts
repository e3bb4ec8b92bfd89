import { program } from './program.ts';

// Probes of Windows on a registry that Wine keeps: apart from the other tests, for every key takes the start of a program.
const result = await program('node_modules/vitest/vitest.mjs', [
  'run',
  '--config',
  'test/vitest.config.ts',
  '--project',
  'wine',
]);
if (result !== 'passed') process.exitCode = 1;
console.log(`test:wine: ${result}`);
