import { expect, test } from 'vitest';
import { temporaryDatabase } from '@tenken/collector/src/testing.ts';
import { readOptions } from '../simulate/options.ts';
import { simulate } from '../simulate/simulate.ts';
import { askedServer } from '../support/asked-server.ts';
import { argumentsOf } from '../support/on-postgres.ts';

function optionsOn(url: string) {
  const options = readOptions(['--hosts', '10', '--minutes', '0.02', ...argumentsOf(new URL(url))], {});
  if (!options) throw new Error('help');
  return options;
}

test('a database in which something is stays as it is; an empty one is filled', async () => {
  const url = await temporaryDatabase({ empty: true });
  await askedServer(url, 'create table not_empty (n integer)');
  await expect(simulate(optionsOn(url))).rejects.toMatchObject({
    code: 'database-not-empty',
    message: expect.stringMatching(/has a table already \(not_empty\)\. .*createdb/) as unknown,
  });
  const tables = `select tablename as name from pg_tables where schemaname = 'public'`;
  expect(await askedServer(url, tables)).toEqual([{ name: 'not_empty' }]);

  await askedServer(url, 'drop table not_empty');
  const { kept } = await simulate(optionsOn(url));
  expect(kept).toMatchObject({ lost: 0, twice: 0, wrong: 0 });
  expect(await askedServer(url, 'select * from host')).toHaveLength(10);
});
