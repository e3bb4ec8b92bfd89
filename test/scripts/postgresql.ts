import { startPostgres } from '../support/postgres-server.ts';
import { aboutTheFile } from '../support/store-tests.ts';
import { program } from './program.ts';

// Every test that stores anything, on PostgreSQL instead of SQLite, and those of several collectors on one database.
const given = process.env['TENKEN_TEST_DATABASE'];
const server = given === undefined ? await startPostgres() : null;
if (server !== null) process.env['TENKEN_TEST_DATABASE'] = await server.database('for-tests');
console.log('test:postgresql: left out, because they are about the file of SQLite:');
for (const [path, about] of Object.entries(aboutTheFile)) console.log(`  ${path}: ${about}`);
const projects = ['unit', 'integration', 'undisturbed', 'postgresql'];
const result = await program('node_modules/vitest/vitest.mjs', [
  'run',
  '--config',
  'test/vitest.config.ts',
  ...projects.flatMap((project) => ['--project', project]),
  // Each of its collectors is a process that talks with another.
  '--maxWorkers=2',
  ...process.argv.slice(2),
]);
await server?.stop();
if (result !== 'passed') process.exitCode = 1;
console.log(`test:postgresql: ${result}`);
