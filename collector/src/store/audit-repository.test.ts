import { sql } from 'kysely';
import type { KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { temporarySqliteStore } from '../testing.ts';
import { repositories } from './repositories.ts';

test('what is asked of the log by what was done is not looked for in all of its lines', async () => {
  const { store } = await temporarySqliteStore();
  const asked: string[] = [];
  const planned: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      asked.push(store.read.getExecutor().compileQuery(node, queryId).sql);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const asking = repositories({ ...store, read: store.read.withPlugin(planned) });
  await asking.sendingBack.list('an assessment');
  await asking.health.newestBackupAt();
  await asking.judgingPause.look();
  expect(asked.length).toBeGreaterThan(3);
  for (const question of asked) {
    // Values make no difference to the plan.
    const { rows } = await sql<{
      detail: string;
    }>`explain query plan ${sql.raw(question.replaceAll('?', "'1'"))}`.execute(store.read);
    expect(rows.map(({ detail }) => detail)).not.toContainEqual(expect.stringMatching(/^SCAN/));
  }
});
