import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { openPostgresStore } from '@tenken/collector/src/store/postgres/open.ts';
import { temporaryDatabase } from '@tenken/collector/src/testing.ts';
import { askedServer } from '../support/asked-server.ts';

const made = async (url: string) =>
  (await askedServer<{ name: string }>(url, 'select name from kysely_migration order by name')).map(
    ({ name }) => name,
  );
const later = `insert into kysely_migration values ('9999-later', '2030-01-01')`;

test('a database of a later version is refused and left as it is', async () => {
  const url = await temporaryDatabase();
  await askedServer(url, later);
  const before = await made(url);
  await expect(openPostgresStore({ url })).rejects.toMatchObject({ code: 'database-too-new' });
  expect(await made(url)).toEqual(before);
});

test('a collector that starts while a later version changes the schema waits for it, and is refused', async () => {
  const url = await temporaryDatabase();
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  onTestFinished(() => other.end());
  await other.query('begin');
  await other.query(`select id from kysely_migration_lock where id = 'migration_lock' for update`);
  await other.query(later);
  let isSettled = false;
  const start = openPostgresStore({ url }).finally(() => (isSettled = true));
  start.catch(() => {});
  await sleep(300);
  expect(isSettled).toBe(false);
  await other.query('commit');
  await expect(start).rejects.toMatchObject({ code: 'database-too-new' });
});

test('of collectors that start at once one changes the schema, and all go on', async () => {
  const url = await temporaryDatabase();
  const before = await made(url);
  await askedServer(url, `delete from kysely_migration where name = '0021-editions'`);
  await askedServer(url, 'alter table host drop column judged_edition');
  await askedServer(url, 'drop table judging_edition');
  await askedServer(url, 'create index host_needs_evaluation on host (needs_evaluation)');
  const stores = await Promise.all([1, 2, 3].map(() => openPostgresStore({ url })));
  for (const store of stores) await store.close();
  expect(await made(url)).toEqual(before);
  const columns = `select 1 from information_schema.columns where table_name = 'host' and column_name = 'judged_edition'`;
  expect(await askedServer(url, columns)).toHaveLength(1);
});
