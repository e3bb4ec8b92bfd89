import { expect, test } from 'vitest';
import { Jobs } from '../jobs/jobs.ts';
import { temporaryStore } from '../testing.ts';
import { JudgingPreviews } from './judging-previews.ts';

test('a preview that cannot even begin has failed, and another one may be made', async () => {
  const { repos } = await temporaryStore();
  const now = () => new Date(Date.UTC(2026, 10, 21));
  const isAway = { now: true };
  const hosts = {
    count: () => (isAway.now ? Promise.reject(new Error('the database is away')) : Promise.resolve(0)),
  };
  const previews = new JudgingPreviews({
    repositories: { ...repos, hosts: hosts as typeof repos.hosts },
    requirements: [],
    reference: () => Promise.reject(new Error('no reference')),
    staleAfterMs: 1000,
    now,
    jobs: new Jobs(now),
    onChange: () => {},
  });
  previews.begin();
  expect(previews.isRunning).toBe(true);
  await expect
    .poll(() => previews.newest)
    .toMatchObject({ state: 'failed', error: 'the database is away', endedAt: now().toISOString() });
  isAway.now = false;
  previews.begin();
  await expect.poll(() => previews.newest?.error).toBe('no reference');
  previews.begin();
  await previews.stop();
  expect(previews.isRunning).toBe(false);
});
