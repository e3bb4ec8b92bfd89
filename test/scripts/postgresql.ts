import { openPostgresStore } from '../../collector/src/store/postgres/open.ts';
import { startPostgres } from '../support/postgres-server.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { StatementLog } from '../support/statement-log.ts';
import { aboutTheFile, testsAboutTheFile } from '../support/store-tests.ts';
import { keywordsOf, otherFeatures } from '../support/used-features.ts';
import { program } from './program.ts';

// Every test that stores anything, on PostgreSQL instead of SQLite, and those of several collectors on one database.
const log = new StatementLog('tenken');
const given = process.env['TENKEN_TEST_DATABASE'];
const server = given === undefined ? await startPostgres({ onLog: (text) => log.read(text) }) : null;
if (server !== null) process.env['TENKEN_TEST_DATABASE'] = await server.database('for-tests');
console.log('test:postgresql: left out, because they are about the file of SQLite:');
for (const [path, about] of Object.entries({ ...aboutTheFile, ...testsAboutTheFile })) {
  console.log(`  ${path}: ${about}`);
}
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
const beside = server === null ? 0 : await otherStatements(server);
await server?.stop();
if (result !== 'passed' || beside > 0) process.exitCode = 1;
console.log(`test:postgresql: ${result}`);

/** Tells of every statement of the run that uses what decision 0010 does not list. @returns how many there were */
async function otherStatements({ database }: PostgresServer): Promise<number> {
  const url = await database('for-names');
  await (await openPostgresStore({ url })).close();
  const keywords = await keywordsOf(url);
  const other = [...log.statements].flatMap((statement) => {
    const features = otherFeatures(statement, keywords);
    return features.length === 0 ? [] : [`${features.join(', ')}: ${statement}`];
  });
  for (const line of other) console.error(`test:postgresql: uses what is not listed: ${line}`);
  console.log(
    `test:postgresql: ${log.statements.size} different statements, ${other.length} of them beside the list`,
  );
  return other.length;
}
