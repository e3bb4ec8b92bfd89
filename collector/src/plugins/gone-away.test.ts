import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { GoneAway } from '../gone-away.ts';
import { problems } from './problems.ts';

test('who leaves before the answer is no fault of the collector: its log has no error', async () => {
  const lines: string[] = [];
  const app = fastify({ logger: { level: 'info', stream: { write: (line: string) => lines.push(line) } } });
  await app.register(problems, {});
  app.get('/left', () => {
    throw new GoneAway();
  });
  app.get('/broken', () => {
    throw new Error('broken');
  });
  const levels = () => lines.map((line) => (JSON.parse(line) as { level: number }).level);
  expect((await app.inject('/left')).statusCode).toBe(499);
  expect(levels().filter((level) => level >= 40)).toEqual([]);
  expect((await app.inject('/broken')).statusCode).toBe(500);
  expect(levels()).toContain(50);
});
