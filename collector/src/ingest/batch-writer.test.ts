import { expect, test } from 'vitest';
import { NotWritable } from '../store/write-gate.ts';
import { BatchWriter } from './batch-writer.ts';
import { tooSlow } from './refusal.ts';

const limits = { maxBatch: 10, maxWaiting: 100, everyMs: 0 };

test('what arrives in one turn is written at once, in order, and answered one by one', async () => {
  const batches: number[][] = [];
  const writer = new BatchWriter<number, number>(async (items) => {
    batches.push([...items]);
    return items.map((item) => item * 2);
  }, limits);
  const answers = await Promise.all(Array.from({ length: 25 }, (_, index) => writer.add(index)));
  expect(answers).toEqual(Array.from({ length: 25 }, (_, index) => index * 2));
  expect(batches.map((batch) => batch.length)).toEqual([10, 10, 5]);
});

test('nobody is answered before the write has ended', async () => {
  const gate = Promise.withResolvers<void>();
  const writer = new BatchWriter<string, string>(async (items) => {
    await gate.promise;
    return [...items];
  }, limits);
  let answered = false;
  const adding = writer.add('report').then(() => (answered = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(answered).toBe(false);
  gate.resolve();
  await adding;
  expect(answered).toBe(true);
});

test.each([
  ['nothing can be stored', new NotWritable('disk-full')],
  ['the database is too busy', tooSlow()],
])('that %s is told to all of its batch and to nobody else', async (_why, reason) => {
  let first = true;
  const writer = new BatchWriter<number, number>(
    async (items) => {
      if (first) {
        first = false;
        throw reason;
      }
      return [...items];
    },
    { maxBatch: 2, maxWaiting: 100, everyMs: 0 },
  );
  const answers = await Promise.allSettled([writer.add(1), writer.add(2), writer.add(3)]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  await expect(writer.add(4)).resolves.toBe(4);
});

test('one that cannot be stored is in the way of nobody else', async () => {
  const writer = new BatchWriter<number, number>(async (items) => {
    if (items.includes(2)) throw new RangeError('2 is more than can be held');
    return [...items];
  }, limits);
  const answers = await Promise.allSettled([1, 2, 3].map((item) => writer.add(item)));
  expect(answers).toEqual([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: new RangeError('2 is more than can be held') },
    { status: 'fulfilled', value: 3 },
  ]);
});

test('a full line is answered with 503 and when to come back', async () => {
  const writer = new BatchWriter<number, number>(async (items) => [...items], {
    maxBatch: 1,
    maxWaiting: 2,
    everyMs: 0,
  });
  const waiting = [writer.add(1), writer.add(2)];
  await expect(writer.add(3)).rejects.toMatchObject({ status: 503 });
  const refusal = await writer.add(3).catch((error: { retryAfterSeconds: number }) => error);
  expect((refusal as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThanOrEqual(30);
  await Promise.all(waiting);
});

test('waiting costs time only from a full batch on: a slow disk with few in line sends nobody away', async () => {
  const writer = new BatchWriter<number, number>(
    async (items) => {
      await new Promise((resolve) => setTimeout(resolve, 40));
      return [...items];
    },
    { maxBatch: 4, maxWaiting: 100, everyMs: 0 },
  );
  await writer.add(0);
  const few = Array.from({ length: 3 }, (_, item) => writer.add(item));
  expect(writer.waitingMs).toBe(0);
  const many = Array.from({ length: 6 }, (_, item) => writer.add(item));
  expect(writer.waitingMs).toBeGreaterThan(60);
  await Promise.all([...few, ...many]);
  expect(writer.waitingMs).toBe(0);
});

test('a lone item is written at once; those that come soon after another wait, and are one batch', async () => {
  const begun: number[] = [];
  const batches: number[] = [];
  const writer = new BatchWriter<number, number>(
    async (items) => {
      begun.push(performance.now());
      batches.push(items.length);
      return [...items];
    },
    { ...limits, everyMs: 60 },
  );
  const askedAt = performance.now();
  await writer.add(0);
  const later = [writer.add(1)];
  await new Promise((resolve) => setTimeout(resolve, 10));
  later.push(writer.add(2));
  await Promise.all(later);
  expect(batches).toEqual([1, 2]);
  const [first = 0, second = 0] = begun;
  expect(first - askedAt).toBeLessThan(60);
  expect(second - first).toBeGreaterThan(55);
  // A full batch waits for nobody.
  const many = Array.from({ length: 20 }, (_, item) => writer.add(item));
  await Promise.all(many);
  const [third = 0, fourth = 0] = begun.slice(2);
  expect(batches).toEqual([1, 2, 10, 10]);
  expect(fourth - third).toBeLessThan(55);
});
