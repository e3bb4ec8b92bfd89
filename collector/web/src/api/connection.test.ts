import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  connectionLost,
  connectionReached,
  currentConnection,
  noticedWhenSlow,
  onConnectionChange,
  slowAfterMs,
} from './connection.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an answer is late after five seconds, and not any more once it is there', async () => {
  const states: string[] = [];
  const end = onConnectionChange(() => states.push(currentConnection().state));
  const late = noticedWhenSlow(new Promise((done) => setTimeout(() => done('late'), slowAfterMs + 1000)));
  const quick = noticedWhenSlow(new Promise((done) => setTimeout(() => done('quick'), 100)));
  await vi.advanceTimersByTimeAsync(slowAfterMs - 1);
  expect(await quick).toBe('quick');
  expect(states).toEqual([]);
  await vi.advanceTimersByTimeAsync(1001);
  expect(await late).toBe('late');
  expect(states).toEqual(['slow', 'reached']);
  end();
});

test('what is lost is lost since the first failure, and stays so while a request is late', async () => {
  const since = new Date('2026-11-21T07:45:00Z');
  connectionLost(since);
  connectionLost(new Date('2026-11-21T07:46:00Z'));
  const failing = noticedWhenSlow(
    new Promise((_done, fail) => setTimeout(() => fail(new Error('no answer')), slowAfterMs + 1)),
  ).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(slowAfterMs + 1);
  expect(await failing).toBeInstanceOf(Error);
  expect(currentConnection()).toEqual({ state: 'lost', since });
  connectionReached();
  expect(currentConnection()).toEqual({ state: 'reached' });
});
