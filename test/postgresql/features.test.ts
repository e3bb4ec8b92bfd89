import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openCollector } from '../../collector/src/server.ts';
import { createLogger } from '../../collector/src/logger.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { enrolHere, reportOnce } from '../support/own-collector.ts';
import { Visitor, account } from '../support/people.ts';
import { askedServer } from '../support/asked-server.ts';
import { startPostgres } from '../support/postgres-server.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { StatementLog } from '../support/statement-log.ts';
import { keywordsOf, optionalFeatures, otherFeatures, usedFeatures } from '../support/used-features.ts';

const log = new StatementLog('tenken');
let server: PostgresServer;
let url: string;

beforeAll(async () => {
  server = await startPostgres({ onLog: (text) => log.read(text) });
  url = await server.database('features');
});
afterAll(() => server?.stop());

test('what a collector asks of the database, from its first start on, is what decision 0010 lists', async () => {
  const data = scratchFolder();
  const collector = await openCollector({
    data,
    database: { url, passwordFile: null },
    port: 0,
    agentPort: 0,
    logger: createLogger('fatal'),
  });
  onTestFinished(() => collector.close());
  await reportOnce(await enrolHere(collector));
  await collector.context.evaluator.settle();
  const visitor = new Visitor({ url: collector.url, authority: collector.context.authority.certificate });
  await visitor.signIn(await account(data, 'kanri', 'administrator'));
  const [host] = await collector.context.repositories.hosts.all();
  for (const { method, path } of collector.routes) {
    if (method !== 'GET' || path.includes('*') || path.includes('events')) continue;
    await visitor.call('GET', path.replace(':id', String(host?.id)).replaceAll(/:\w+/g, 'x'));
  }
  const { statements } = log;
  const keywords = await keywordsOf(url);
  expect(statements.size).toBeGreaterThan(300);
  const beside = [...statements].flatMap((statement) =>
    otherFeatures(statement, keywords).map((feature) => ({ feature, statement })),
  );
  expect(beside).toEqual([]);
});

test.each([
  ['select pg_advisory_lock(1)', 'pg_advisory_lock()'],
  ['listen news', 'listen'],
  ["select 1 from host where label ~ 'x'", '~'],
  ['create extension pg_trgm', 'extension'],
  ['create trigger t after insert on host execute function f()', 'trigger'],
  ['select id from host for update skip locked', 'skip'],
  ["select details ->> 'reason' from audit_entry", '->>'],
  ['select id from host where to_tsvector(label) @@ to_tsquery($1)', 'to_tsvector()'],
])('%s would be seen', async (statement, feature) => {
  const keywords = await keywordsOf(url);
  expect(otherFeatures(statement, keywords)).toContain(feature);
});

test('every feature that is listed is a word of the language, or a function of it', async () => {
  const rows = await askedServer<{ word: string }>(
    url,
    'select word from pg_get_keywords() union select proname from pg_proc',
  );
  const known = new Set(rows.map(({ word }) => word));
  const unknown = [...Object.values(usedFeatures), ...Object.values(optionalFeatures)]
    .flat()
    .filter((word) => !known.has(word));
  expect(unknown).toEqual([]);
});
