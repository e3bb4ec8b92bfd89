import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../../collector/src/access/passwords.ts';
import { permissions, roleMay, roles } from '../../collector/src/access/permissions.ts';
import type { Role } from '../../collector/src/access/permissions.ts';
import { createLogger } from '../../collector/src/logger.ts';
import type { RouteAccess } from '../../collector/src/plugins/access.ts';
import { openCollector } from '../../collector/src/server.ts';
import type { Collector } from '../../collector/src/server.ts';
import { keptConnection, send } from '../support/https.ts';
import type { Answer } from '../support/https.ts';
import { Visitor } from '../support/people.ts';
import { onPostgres } from '../support/on-postgres.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';

// F39: every route × everybody × an object that is not theirs.
const data = makeScratchFolder();
let collector: Collector;
let served: { url: string; authority: string };
const tokens = new Map<Role, string>();
const accounts = new Map<Role, string>();
const now = () => Date.now();

beforeAll(async () => {
  await onPostgres(data);
  collector = await openCollector({ data, port: 0, agentPort: 0, logger: createLogger('error') });
  served = { url: collector.url, authority: collector.context.authority.certificate };
  const { repositories } = collector.context;
  const change = { actor: 'test', now: now() };
  const passwordHash = await hashPassword('a password for all of them');
  for (const role of roles) {
    const id = await repositories.accounts.create(
      { name: role, displayName: role, role, passwordHash },
      change,
    );
    accounts.set(role, String(id));
    const wanted = { label: role, role, scope: null, lifetimeMs: 600_000 };
    tokens.set(role, await repositories.apiTokens.create(wanted, change));
  }
});
afterAll(async () => {
  await collector.close();
  removeScratchFolder(data);
});

/** Ids that have the right form and belong to nobody here. */
const foreign: Record<string, string> = {
  id: randomUUID(),
  sha256: '0'.repeat(64),
  control: 'time-synchronized',
};

function addressOf({ path }: RouteAccess): string {
  const idIsHash = path.endsWith('-tokens/:id');
  return path
    .replace('/*', '/somewhere')
    .replaceAll(/:(\w+)/g, (_all, name: string) =>
      name === 'id' && idIsHash ? '0'.repeat(64) : (foreign[name] ?? name),
    );
}

function apiRoutes(): RouteAccess[] {
  const found = collector.routes.filter(({ path }) => /^\/(api\/|(?:health|ready)z$|metrics$)/.test(path));
  expect(found.length).toBeGreaterThan(30);
  return found;
}

function bodyOf(method: string): { body?: string; headers: Record<string, string> } {
  return method === 'GET' ? { headers: {} } : { body: '{}', headers: { 'content-type': 'application/json' } };
}

/** A proxy on this machine is told by its header; without it /metrics is open from here. */
const forwarded = { 'x-forwarded-for': '192.0.2.7' };

async function call(route: RouteAccess, headers: Record<string, string>): Promise<Answer> {
  const connection = keptConnection(served);
  try {
    const sent = bodyOf(route.method);
    return await send(`${served.url}${addressOf(route)}`, served, {
      ...sent,
      method: route.method as 'GET',
      headers: { ...sent.headers, ...forwarded, ...headers },
      connection,
    });
  } finally {
    connection.destroy();
  }
}

function expectRefused(route: RouteAccess, answer: Answer, status: number): void {
  const said = { route: `${route.method} ${route.path}`, status: answer.status, type: answer.type };
  expect(said).toMatchObject({ status, type: 'application/problem+json' });
  expect(Object.keys(answer.json).toSorted()).toEqual(['detail', 'status', 'title', 'type']);
}

function expectLetIn(route: RouteAccess, answer: Answer): void {
  const said = { route: `${route.method} ${route.path}`, status: answer.status };
  expect(said).not.toMatchObject({ status: 401 });
  expect(said).not.toMatchObject({ status: 403 });
  expect(answer.status, `${said.route}: ${JSON.stringify(answer.json)}`).toBeLessThan(500);
}

test('nobody gets past any route that is not public', async () => {
  for (const route of apiRoutes()) {
    const answer = await call(route, {});
    if (route.access === 'public') expectLetIn(route, answer);
    else expectRefused(route, answer, 401);
  }
});

test.each([
  ['a token that nobody made', { authorization: `Bearer tkp_${'a'.repeat(43)}` }],
  ['another scheme', { authorization: 'Basic YWRtaW46YWRtaW4=' }],
  ['a cookie that nobody got', { cookie: `__Host-tenken=${'a'.repeat(43)}` }],
  ['a cookie without the prefix', { cookie: `tenken=${'a'.repeat(43)}` }],
])('%s is nobody', async (_name, headers: Record<string, string>) => {
  expect.hasAssertions();
  for (const route of apiRoutes()) {
    if (route.access !== 'public') expectRefused(route, await call(route, headers), 401);
  }
});

describe.each(roles)('%s', (role) => {
  test('as a person gets what the table gives, and no more', async () => {
    const { sessions, accounts: people } = collector.context.repositories;
    for (const route of apiRoutes()) {
      // A new session for each: some of these calls end it.
      const own = await people.credentials({ id: String(accounts.get(role)) });
      if (!own) throw new Error('no account');
      const visitor = new Visitor(served);
      const details = { address: 'test', secondFactor: false };
      visitor.cookie = await sessions.open(own, details, null, now());
      await visitor.learnSession();
      const answer = await visitor.call(route.method as 'GET', addressOf(route), {
        headers: forwarded,
        ...(route.method === 'GET' ? {} : { body: {} }),
      });
      if (route.access === 'public' || roleMay(role, route.access)) expectLetIn(route, answer);
      else expectRefused(route, answer, 403);
    }
  });

  test('as a script gets no more than that, and nothing that is for people', async () => {
    const authorization = `Bearer ${tokens.get(role)}`;
    for (const route of apiRoutes()) {
      const answer = await call(route, { authorization });
      const allowed =
        route.access === 'public' || (roleMay(role, route.access) && !permissions[route.access].peopleOnly);
      if (allowed) expectLetIn(route, answer);
      else expectRefused(route, answer, 403);
    }
  });

  test("as a script with another script's narrower scope gets that alone", async () => {
    const { apiTokens } = collector.context.repositories;
    const wanted = { label: 'narrow', role, scope: ['metrics:read'] as const, lifetimeMs: 600_000 };
    const token = await apiTokens.create(wanted, { actor: 'test', now: now() });
    for (const route of apiRoutes()) {
      const answer = await call(route, { authorization: `Bearer ${token}` });
      const allowed =
        route.access === 'public' || (route.access === 'metrics:read' && roleMay(role, 'metrics:read'));
      if (allowed) expectLetIn(route, answer);
      else expectRefused(route, answer, 403);
    }
  });
});

test('what is not there is 404 for those who may look, whoever it belongs to', async () => {
  const withIds = apiRoutes().filter(({ path, method }) => path.includes('/:') && method === 'GET');
  expect(withIds.length).toBeGreaterThan(3);
  for (const route of withIds) {
    const answer = await call(route, { authorization: `Bearer ${tokens.get('auditor')}` });
    if (route.path.endsWith('/history')) expect(answer.json).toEqual({ spans: [] });
    else expectRefused(route, answer, 404);
  }
});

test('a token that was revoked or is past its time is nobody at once', async () => {
  const { apiTokens } = collector.context.repositories;
  const wanted = { label: 'short', role: 'auditor' as const, scope: null };
  const change = { actor: 'test', now: now() };
  const revoked = await apiTokens.create({ ...wanted, lifetimeMs: 60_000 }, change);
  const past = await apiTokens.create({ ...wanted, lifetimeMs: 1 }, { ...change, now: now() - 1000 });
  const hosts = {
    method: 'GET',
    path: '/api/v1/hosts',
    access: 'results:read',
    openOnLoopback: false,
  } as const;
  expectRefused(hosts, await call(hosts, { authorization: `Bearer ${past}` }), 401);
  expect((await call(hosts, { authorization: `Bearer ${revoked}` })).status).toBe(200);
  const [listed] = (await apiTokens.list()).filter(({ label, revokedAt }) => label === 'short' && !revokedAt);
  for (const { id, label } of await apiTokens.list()) {
    if (label === 'short') await apiTokens.revoke(id, change);
  }
  expect(listed).toBeDefined();
  expectRefused(hosts, await call(hosts, { authorization: `Bearer ${revoked}` }), 401);
});

test('the figures are open to this machine itself, and to nobody behind a proxy on it', async () => {
  const direct = await send(`${served.url}/metrics`, served, { method: 'GET' });
  expect(direct.status).toBe(200);
  const behind = await send(`${served.url}/metrics`, served, { method: 'GET', headers: forwarded });
  expect(behind.status).toBe(401);
});

test('the page that people read has every route of the collector', () => {
  const page = readFileSync(join(import.meta.dirname, '../../shared/docs/access.md'), 'utf8');
  for (const { method, path, access } of apiRoutes()) {
    expect(page).toContain(`| \`${method} ${path}\` | \`${access}\``);
  }
});
