import { expect, onTestFinished, test } from 'vitest';
import { openPostgresStore } from '@tenken/collector/src/store/postgres/open.ts';
import { unindexed } from '@tenken/collector/src/store/sql/unindexed.ts';
import { temporaryDatabase, temporarySqliteStore } from '@tenken/collector/src/testing.ts';

test('what keeps SQLite from an index is not there for PostgreSQL, and a list without anything is one', async () => {
  const { store: sqlite } = await temporarySqliteStore();
  const postgres = await openPostgresStore({ url: await temporaryDatabase() });
  onTestFinished(() => postgres.close());
  const [left, right] = [sqlite, postgres].map(({ read }) =>
    read
      .selectFrom('host')
      .select('id')
      .where(unindexed('host.label'), '=', 'x')
      .where(unindexed<number>('host.failures', 0), '>', 0)
      .where('id', 'in', []),
  );
  expect(left?.compile().sql).toContain(
    `coalesce("host"."label", '') = ? and coalesce("host"."failures", 0) > ?`,
  );
  expect(right?.compile().sql).toContain('where "host"."label" = $1 and "host"."failures" > $2');
  expect([await left?.execute(), await right?.execute()]).toEqual([[], []]);
});
