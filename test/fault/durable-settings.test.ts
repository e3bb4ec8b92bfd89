import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteStore } from '../../collector/src/store/store.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

test('the connection that writes has WAL and synchronous=FULL, read back from SQLite itself', async () => {
  const store = await openSqliteStore(join(scratchFolder(), 'tenken.db'));
  onTestFinished(() => store.close());
  const synchronous = await sql<{ synchronous: number }>`pragma synchronous`.execute(store.write);
  const journal = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(store.write);
  expect(synchronous.rows).toEqual([{ synchronous: 2 }]);
  expect(journal.rows).toEqual([{ journal_mode: 'wal' }]);
});

test('a database that cannot have a WAL is refused', async () => {
  await expect(openSqliteStore(':memory:')).rejects.toMatchObject({
    code: 'database-not-durable',
    message: expect.stringMatching(/journal_mode is memory .* Use a local file system/) as string,
  });
});
