import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Notices } from '../notices.ts';
import type { Subject } from '../notices.ts';
import { Pacer } from './pacer.ts';
import { subjectOfChange } from './subject-of-change.ts';
import { Watchers } from './watchers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a thousand changes a second are told once a second, the first at once and the last for certain', async () => {
  const told: [Subject, number][] = [];
  const begin = performance.now();
  const pacer = new Pacer(1000, (subject) => told.push([subject, Math.round(performance.now() - begin)]));
  for (let tell = 0; tell < 3000; tell += 1) {
    pacer.tell('results');
    await vi.advanceTimersByTimeAsync(1);
  }
  await vi.advanceTimersByTimeAsync(5000);
  expect(told).toEqual([0, 1000, 2000, 3000].map((ms) => ['results', ms]));
  pacer.tell('results');
  pacer.tell('hosts');
  expect(told.slice(4)).toEqual([
    ['results', 8000],
    ['hosts', 8000],
  ]);
});

test('a stream carries retry, beats and subjects, and ends with the session', async () => {
  const notices = new Notices();
  const watchers = new Watchers(notices, { watchers: 2, watchersPerPerson: 1, noticeMs: 1000, beatMs: 5000 });
  let isThere = true;
  let text = '';
  const stream = watchers.add('somebody', () => Promise.resolve(isThere));
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  expect(() => watchers.add('somebody', () => Promise.resolve(true))).toThrow(/Too many/);
  const other = watchers.add('other', () => Promise.reject(new Error('nothing can be read')));
  other.resume();
  expect(() => watchers.add('third', () => Promise.resolve(true))).toThrow(/Too many/);
  notices.tell('hosts');
  await vi.advanceTimersByTimeAsync(5001);
  expect(text).toBe('retry: 2000\n\nevent: hosts\ndata: {}\n\n:\n\n');
  expect(watchers.size).toBe(1);
  isThere = false;
  await vi.advanceTimersByTimeAsync(5000);
  expect(text).toContain('event: signed-out\ndata: {}\n\n');
  expect(stream.readableEnded).toBe(true);
  expect(watchers.size).toBe(0);
});

test('whoever takes nothing any more is let go', async () => {
  const notices = new Notices();
  const watchers = new Watchers(notices, { watchers: 9, watchersPerPerson: 9, noticeMs: 1, beatMs: 60_000 });
  const stream = watchers.add('asleep', () => Promise.resolve(true));
  for (let tell = 0; tell < 10_000 && watchers.size > 0; tell += 1) {
    notices.tell('results');
    await vi.advanceTimersByTimeAsync(2);
  }
  expect(watchers.size).toBe(0);
  expect(stream.destroyed).toBe(true);
});

test('requests that change something tell whom they concern', () => {
  expect(subjectOfChange('POST', '/api/v1/hosts/:id/revocation')).toBe('hosts');
  expect(subjectOfChange('GET', '/api/v1/hosts')).toBeNull();
  expect(subjectOfChange('PUT', '/api/v1/systems/:system')).toBe('assessments');
  expect(subjectOfChange('POST', '/api/v1/session')).toBeNull();
  expect(subjectOfChange('GET', undefined)).toBeNull();
});

test('a thousand changes a second cost a hundred who watch one event each', async () => {
  const notices = new Notices();
  const watchers = new Watchers(notices, {
    watchers: 100,
    watchersPerPerson: 100,
    noticeMs: 1000,
    beatMs: 60_000,
  });
  const heard = Array.from({ length: 100 }, () => {
    const events: string[] = [];
    const stream = watchers.add('somebody', () => Promise.resolve(true));
    stream
      .setEncoding('utf8')
      .on('data', (chunk: string) => events.push(...(chunk.match(/event: \w+/g) ?? [])));
    return events;
  });
  for (let tell = 0; tell < 1000; tell += 1) {
    notices.tell('results');
    await vi.advanceTimersByTimeAsync(1);
  }
  await vi.advanceTimersByTimeAsync(999);
  expect(heard).toHaveLength(100);
  for (const events of heard) expect(events).toEqual(['event: results', 'event: results']);
  watchers.close();
  notices.tell('results');
  expect(watchers.size).toBe(0);
});
