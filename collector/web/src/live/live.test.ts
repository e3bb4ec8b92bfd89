import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EventReader } from './parse-events.ts';
import { Refresher } from './refresher.ts';
import { isOfSubject } from './subject-of-query.ts';
import { waitMsAfter } from './waits.ts';

test('events come out whole, however the network cuts them', () => {
  const stream = 'retry: 2000\n\n:\n\nevent: hosts\ndata: {}\n\nevent: results\r\ndata: {}\r\n\r\n';
  for (let length = 1; length <= stream.length; length += 1) {
    const events = new EventReader();
    const names: string[] = [];
    for (let at = 0; at < stream.length; at += length) {
      names.push(...events.read(stream.slice(at, at + length)));
    }
    expect(names).toEqual(['hosts', 'results']);
  }
});

test('news concern the questions whose answers they change, and no others', () => {
  expect(isOfSubject('/hosts?limit=100', 'hosts')).toBe(true);
  expect(isOfSubject('/hosts/1/controls/x/history', 'results')).toBe(true);
  expect(isOfSubject('/assessments/1', 'results')).toBe(false);
  expect(isOfSubject('/session', 'settings')).toBe(false);
  expect(isOfSubject(`/evidence/${'0'.repeat(64)}`, 'results')).toBe(false);
  expect(isOfSubject(undefined, 'results')).toBe(false);
});

test('each failure doubles the wait, up to half a minute, and no two pages wait alike', () => {
  expect([1, 2, 3, 6, 50].map((failures) => waitMsAfter(failures, 1))).toEqual([
    1000, 2000, 4000, 30_000, 30_000,
  ]);
  expect(waitMsAfter(3, 0)).toBe(2000);
});

describe('asking anew', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('a single change at once, a flood every five seconds', async () => {
    const asked: number[] = [];
    const begin = performance.now();
    const refresher = new Refresher(
      () => {
        asked.push(Math.round((performance.now() - begin) / 1000));
        return Promise.resolve();
      },
      () => 0,
    );
    for (let second = 0; second < 20; second += 1) {
      refresher.tell('results');
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(asked).toEqual([0, 5, 10, 15, 20]);
  });

  test('never twice at a time, and less often where answers take long', async () => {
    const begun: number[] = [];
    let running = 0;
    const start = performance.now();
    const refresher = new Refresher(
      async () => {
        running += 1;
        expect(running).toBe(1);
        begun.push(Math.round((performance.now() - start) / 1000));
        await new Promise((done) => setTimeout(done, 4000));
        running -= 1;
      },
      () => 0,
    );
    for (let second = 0; second < 60; second += 1) {
      refresher.tell('results');
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(begun).toEqual([0, 16, 32, 48]);
  });

  test('what changes while an answer is awaited is asked for after it, though nothing changes any more', async () => {
    let asked = 0;
    const refresher = new Refresher(
      async () => {
        asked += 1;
        await new Promise((done) => setTimeout(done, 1000));
      },
      () => 0,
    );
    refresher.tell('results');
    await vi.advanceTimersByTimeAsync(500);
    refresher.tell('results');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(2);
  });
});
