import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../../collector/src/access/passwords.ts';
import { roleMay, roles } from '../../collector/src/access/permissions.ts';
import type { Role } from '../../collector/src/access/permissions.ts';
import { createLogger } from '../../collector/src/logger.ts';
import type { RouteAccess } from '../../collector/src/plugins/access.ts';
import { openCollector } from '../../collector/src/server.ts';
import type { Collector } from '../../collector/src/server.ts';
import { findingsSettled, rowsOf } from '../support/database.ts';
import { Visitor } from '../support/people.ts';
import { onPostgres } from '../support/on-postgres.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';

// F39: objects that exist and belong to somebody else. `access-matrix` asks for ones that nobody has.
const data = makeScratchFolder();
const secretWord = 'kept-from-others';
let collector: Collector;
const owned: Record<string, string> = {};
const people = new Map<Role, string>();

beforeAll(async () => {
  await onPostgres(data);
  collector = await openCollector({ data, port: 0, agentPort: 0, logger: createLogger('fatal') });
  const { accounts, apiTokens, enrolmentTokens, enrolments } = collector.context.repositories;
  const change = { actor: 'test', now: Date.now() };
  const passwordHash = await hashPassword('a password for all of them');
  for (const role of roles) {
    const id = await accounts.create({ name: role, displayName: role, role, passwordHash }, change);
    people.set(role, String(id));
  }
  const victim = { name: 'victim', displayName: secretWord, role: 'administrator' as const, passwordHash };
  owned['accounts'] = String(await accounts.create(victim, change));
  const lifetimeMs = 60_000;
  await apiTokens.create({ label: secretWord, role: 'auditor', scope: null, lifetimeMs }, change);
  owned['api-tokens'] = String((await apiTokens.list())[0]?.id);
  await enrolmentTokens.create({ label: secretWord, uses: 1, lifetimeMs, ...change });
  owned['enrolment-tokens'] = String((await enrolmentTokens.list())[0]?.id);
  const token = await enrolmentTokens.create({ label: secretWord, uses: 1, lifetimeMs, ...change });
  owned['hosts'] = randomUUID();
  const certificate = { pem: '', fingerprint: '0'.repeat(64), serial: '1', notBeforeAt: 0, notAfterAt: 1 };
  await enrolments.enrol(token, { id: owned['hosts'], name: secretWord, certificate }, change.now);
  // The evaluator marks the new host as judged, in its own time.
  await findingsSettled(data);
});
afterAll(async () => {
  await collector.close();
  removeScratchFolder(data);
});

async function personOf(role: Role): Promise<Visitor> {
  const { accounts, sessions } = collector.context.repositories;
  const own = await accounts.credentials({ id: String(people.get(role)) });
  if (!own) throw new Error('no account');
  const visitor = new Visitor({
    url: collector.url,
    authority: collector.context.authority.certificate,
  });
  visitor.cookie = await sessions.open(own, { address: 'test', secondFactor: false }, null, Date.now());
  await visitor.learnSession();
  return visitor;
}

function routesWithObjects(): { route: RouteAccess; real: string; nobodys: string }[] {
  return collector.routes.flatMap((route) => {
    const kind = /^\/api\/v1\/([a-z-]+)\/:id/.exec(route.path)?.[1] ?? '';
    const real = owned[kind];
    if (real === undefined) return [];
    const nobodys = real.length === 64 ? 'f'.repeat(64) : randomUUID();
    const address = (id: string) =>
      route.path
        .replace(':id', id)
        .replace(':control', 'time-synchronized')
        .replace(':reportId', randomUUID());
    return [{ route, real: address(real), nobodys: address(nobodys) }];
  });
}

/** Everything that belongs to somebody. Sessions are the visitors' own. */
async function belongings(): Promise<string> {
  const tables = ['account', 'api_token', 'enrolment_token', 'host', 'certificate'];
  const hash = createHash('sha256');
  for (const table of tables) {
    const rows = await rowsOf(data, `select * from ${table}`);
    hash.update(JSON.stringify(rows.map((row) => JSON.stringify(row)).toSorted()));
  }
  return hash.digest('hex');
}

const bodies: Record<string, unknown> = {
  '/api/v1/accounts/:id': { role: 'administrator' },
  '/api/v1/hosts/:id/revocation': { reason: 'mine now' },
  '/api/v1/hosts/:id/release': { machine: 'newest' },
};

describe.each(roles)('%s', (role) => {
  test("does nothing to, and learns nothing of, others' objects that the role may not touch", async () => {
    const refused = routesWithObjects().filter(
      ({ route: { access } }) => access !== 'public' && !roleMay(role, access),
    );
    expect(routesWithObjects().length).toBeGreaterThanOrEqual(9);
    if (role !== 'administrator') expect(refused.length).toBeGreaterThan(1);
    const visitor = await personOf(role);
    const before = await belongings();
    for (const { route, real, nobodys } of refused) {
      const body = bodies[route.path] ?? {};
      const call = route.method === 'GET' ? {} : { body };
      const [answer, other] = [
        await visitor.call(route.method as 'GET', real, call),
        await visitor.call(route.method as 'GET', nobodys, call),
      ];
      expect({ path: route.path, status: answer.status }).toEqual({ path: route.path, status: 403 });
      // The same words for what exists and what does not: whoever may not look cannot even ask whether it is there.
      expect(answer.json).toEqual(other.json);
      expect(JSON.stringify(answer.json)).not.toContain(secretWord);
    }
    expect(await belongings()).toBe(before);
  });

  test('reaches only the own account, whatever id or role is sent along', async () => {
    const visitor = await personOf(role);
    const before = await belongings();
    const more = {
      id: owned['accounts'],
      accountId: owned['accounts'],
      name: 'victim',
      role: 'administrator',
    };
    const password = 'a password for all of them';
    for (const [method, path, own] of [
      ['POST', '/api/v1/account/password', { password, newPassword: 'quite another sentence' }],
      ['POST', '/api/v1/account/totp', { password }],
      ['POST', '/api/v1/account/totp/confirmation', { code: '123456' }],
      ['DELETE', '/api/v1/account/totp', { password }],
    ] as const) {
      const answer = await visitor.call(method, path, { body: { ...own, ...more } });
      expect({ path, status: answer.status }).toEqual({ path, status: 400 });
      const named = await visitor.call(method, `${path}?id=${owned['accounts']}`, {
        body: { ...own, password: 'wrong' },
      });
      expect({ path, refused: named.status >= 400 }).toEqual({ path, refused: true });
    }
    expect(await belongings()).toBe(before);
    const session = (await visitor.call('GET', `/api/v1/session?id=${owned['accounts']}`)).json;
    expect(session).toMatchObject({ account: { id: people.get(role), role } });
  });
});
