import { program } from './program.ts';

// The tests of what is stored on PostgreSQL instead of SQLite, and those of several collectors on one database.
const result = await program('node_modules/vitest/vitest.mjs', [
  'run',
  '--config',
  'test/vitest.config.ts',
  '--project',
  'postgresql',
  ...process.argv.slice(2),
]);
if (result !== 'passed') process.exitCode = 1;
console.log(`test:postgresql: ${result}`);
