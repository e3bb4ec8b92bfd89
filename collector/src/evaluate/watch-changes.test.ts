import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { watchChanges } from './watch-changes.ts';

test.each([
  ['nothing', {}, []],
  ['reference data', { feed: 2 }, ['all']],
  ['a declaration', { system: 'b' }, ['all']],
  ['a host that another process has marked', { marked: true }, ['wake']],
])('%s changes', async (_, change, expected) => {
  const state = { feed: 1, system: 'a', marked: false };
  const told = new Set<string>();
  const watched = {
    feeds: { newestId: () => Promise.resolve(state.feed) },
    systems: { newestChange: () => Promise.resolve(state.system) },
    findings: { anyMarked: () => Promise.resolve(state.marked) },
    judgingPause: { look: () => Promise.resolve(false) },
  };
  const evaluator = { judgeAllAnew: () => void told.add('all'), wake: () => void told.add('wake') };
  const errors: unknown[] = [];
  const stop = watchChanges(watched, evaluator, (error) => errors.push(error), 5);
  await sleep(30);
  expect([...told]).toEqual([]);
  Object.assign(state, change);
  await sleep(60);
  stop();
  expect([...told]).toEqual(expected);
  expect(errors).toEqual([]);
});
