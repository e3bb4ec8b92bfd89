import { program } from './program.ts';

// Builds the packages, installs them into clean systems and looks into them: minutes, and programs that not every
// machine has. Each test that is skipped says what for.
const result = await program('node_modules/vitest/vitest.mjs', [
  'run',
  '--config',
  'test/vitest.config.ts',
  '--project',
  'packages',
  ...process.argv.slice(2),
]);
if (result !== 'passed') process.exitCode = 1;
console.log(`test:packages: ${result}`);
