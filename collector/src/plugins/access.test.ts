import fastify from 'fastify';
import { expect, test } from 'vitest';
import { temporaryStore } from '../testing.ts';
import { access } from './access.ts';
import { problems } from './problems.ts';

async function app() {
  const { repos } = await temporaryStore();
  const built = fastify();
  await built.register(problems, { onRefusal: () => {} });
  await built.register(access, { repositories: repos, now: () => new Date() });
  return built;
}

test('a route that does not say who may call it keeps the collector from starting', async () => {
  const built = await app();
  built.get('/forgotten', () => 'secret');
  await expect(built.ready()).rejects.toThrow('/forgotten does not declare who may call it');
});

test('so does one that names a permission that nobody has heard of', async () => {
  const built = await app();
  built.get('/misspelt', { config: { access: 'result:read' as 'results:read' } }, () => 'secret');
  await expect(built.ready()).rejects.toThrow('/misspelt');
});

test('a declared route is refused to nobody only if it is not public', async () => {
  const built = await app();
  built.get('/open', { config: { access: 'public' } }, () => 'open');
  built.get('/closed', { config: { access: 'results:read' } }, () => 'secret');
  expect((await built.inject('/open')).body).toBe('open');
  const refused = await built.inject('/closed');
  expect(refused.statusCode).toBe(401);
  expect(refused.body).not.toContain('secret');
  expect((await built.inject({ method: 'HEAD', url: '/closed' })).statusCode).toBe(401);
});
