import { TOTP, Secret } from 'otpauth';
import { beforeAll, expect, test } from 'vitest';
import { alter, rowsOf, valueOf } from '../support/database.ts';
import { runTenken } from '../support/collector-process.ts';
import { account, cookieOf, Visitor } from '../support/people.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const served = collectorWithAgents(1);
let people = { name: '', password: '' };
beforeAll(async () => {
  people = await account(served.collector.data, 'sato', 'administrator');
});

/** Attempts are counted by address: each test has its own. */
let last = 100;
const nextAddress = () => `127.0.0.${(last += 1)}`;
const visitor = (from = nextAddress()) => new Visitor(served.collector, from);

async function signedIn(who = people): Promise<Visitor> {
  const one = visitor();
  expect((await one.signIn(who)).status).toBe(204);
  return one;
}

test('name and password open a session; the cookie is for this host, over TLS, out of reach of scripts', async () => {
  const one = visitor();
  const answer = await one.signIn(people);
  expect(answer.status).toBe(204);
  const [line = ''] = answer.headers['set-cookie'] as string[];
  const attributes = line
    .split('; ')
    .slice(1)
    .map((part) => part.toLowerCase());
  expect(attributes).toEqual(expect.arrayContaining(['path=/', 'secure', 'httponly', 'samesite=strict']));
  expect(attributes.some((part) => part.startsWith('domain'))).toBe(false);
  const session = await one.learnSession();
  expect(session.json).toMatchObject({ account: { name: 'sato', role: 'administrator' } });
  expect((await one.call('GET', '/api/v1/hosts')).status).toBe(200);
});

test('the database holds neither password nor cookie', async () => {
  const one = await signedIn();
  const rows = JSON.stringify([
    await rowsOf(served.collector.data, 'select * from account'),
    await rowsOf(served.collector.data, 'select * from session'),
    await rowsOf(served.collector.data, 'select * from audit_entry'),
  ]);
  expect(rows).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  expect(rows).not.toContain(people.password);
  expect(rows).not.toContain(String(one.cookie));
});

test('session fixation: a token that was planted before is worth nothing after the sign-in', async () => {
  const planted = await signedIn();
  const victim = visitor();
  victim.cookie = planted.cookie;
  await victim.signIn(people);
  expect(victim.cookie).not.toBe(planted.cookie);
  expect((await planted.call('GET', '/api/v1/session')).status).toBe(401);
  const invented = visitor();
  invented.cookie = 'A'.repeat(43);
  await invented.signIn(people);
  expect(invented.cookie).not.toBe('A'.repeat(43));
});

test('signing out ends the session on the server', async () => {
  const one = await signedIn();
  const { cookie } = one;
  const answer = await one.call('DELETE', '/api/v1/session');
  expect({ status: answer.status, cookie: cookieOf(answer) }).toEqual({ status: 204, cookie: '' });
  one.cookie = cookie;
  expect((await one.call('GET', '/api/v1/session')).status).toBe(401);
});

test('a session ends after 30 minutes without a request, and after 12 hours with them', async () => {
  const idle = await signedIn();
  const minutes = (count: number) => Date.now() - count * 60_000;
  await alter(served.collector.data, 'update session set last_seen_at = ?', minutes(29));
  expect((await idle.call('GET', '/api/v1/hosts')).status).toBe(200);
  // That request was one.
  await alter(served.collector.data, 'update session set last_seen_at = last_seen_at - 29 * 60000');
  expect((await idle.call('GET', '/api/v1/hosts')).status).toBe(200);
  await alter(served.collector.data, 'update session set last_seen_at = ?', minutes(31));
  expect((await idle.call('GET', '/api/v1/hosts')).status).toBe(401);
  const old = await signedIn();
  const lifetime = await valueOf(served.collector.data, 'select max(expires_at - created_at) from session');
  expect(lifetime).toBe(12 * 60 * 60 * 1000);
  await alter(served.collector.data, 'update session set expires_at = ?', Date.now() - 1);
  expect((await old.call('GET', '/api/v1/hosts')).status).toBe(401);
});

test('a changed password ends all sessions, here with a new one', async () => {
  const who = await account(served.collector.data, 'suzuki', 'auditor');
  const [here, elsewhere] = [await signedIn(who), await signedIn(who)];
  const before = here.cookie;
  const weak = { body: { password: who.password, newPassword: 'password123' } };
  expect((await here.call('POST', '/api/v1/account/password', weak)).json).toMatchObject({
    title: 'password-weak',
  });
  const wrong = { body: { password: 'not the password', newPassword: 'a better one than that' } };
  expect((await here.call('POST', '/api/v1/account/password', wrong)).status).toBe(403);
  const right = { body: { password: who.password, newPassword: 'a better one than that' } };
  expect((await here.call('POST', '/api/v1/account/password', right)).status).toBe(204);
  expect(here.cookie).not.toBe(before);
  expect((await here.call('GET', '/api/v1/session')).status).toBe(200);
  expect((await elsewhere.call('GET', '/api/v1/session')).status).toBe(401);
  expect((await visitor().signIn(who)).status).toBe(401);
  expect((await visitor().signIn({ ...who, password: 'a better one than that' })).status).toBe(204);
});

test('another role, or being disabled, ends the sessions; the last administrator stays one', async () => {
  const administrator = await signedIn();
  const who = await account(served.collector.data, 'tanaka', 'security');
  const other = await signedIn(who);
  const { json } = await other.call('GET', '/api/v1/session');
  const { id } = json['account'] as { id: string };
  const to = (body: unknown) => administrator.call('PATCH', `/api/v1/accounts/${id}`, { body });
  expect((await to({ role: 'compliance' })).json).toMatchObject({ role: 'compliance' });
  expect((await other.call('GET', '/api/v1/session')).status).toBe(401);
  await other.signIn(who);
  expect((await to({ disabled: true })).status).toBe(200);
  expect((await other.call('GET', '/api/v1/session')).status).toBe(401);
  expect((await visitor().signIn(who)).json).toMatchObject({ title: 'sign-in-refused' });

  const own = (await administrator.learnSession()).json['account'] as { id: string };
  for (const body of [{ role: 'auditor' }, { disabled: true }]) {
    const answer = await administrator.call('PATCH', `/api/v1/accounts/${own.id}`, { body });
    expect(answer).toMatchObject({ status: 409, json: { title: 'last-administrator' } });
  }
  expect((await administrator.learnSession()).json).toMatchObject({ account: { role: 'administrator' } });
});

test('guessing: one name is slowed down for every address, and the right password does not help meanwhile', async () => {
  const who = await account(served.collector.data, 'target', 'auditor');
  const answers = [];
  for (let guess = 0; guess < 12; guess += 1) {
    answers.push(await visitor().signIn({ name: who.name, password: `guess number ${guess}` }));
  }
  expect(answers.slice(0, 5).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  const slowed = answers.filter(({ status }) => status === 429);
  expect(slowed.length).toBeGreaterThan(3);
  expect(Number(slowed[0]?.headers['retry-after'])).toBeGreaterThan(0);
  expect((await visitor().signIn(who)).status).toBe(429);
  const refusals = await auditOf('sign-in-refused', 'account:target');
  expect(refusals.length).toBe(answers.length - slowed.length);
});

test('guessing: many at once gain nothing', async () => {
  const who = await account(served.collector.data, 'parallel', 'auditor');
  const answers = await Promise.all(
    Array.from({ length: 15 }, (_, guess) =>
      visitor().signIn({ name: who.name, password: `guess ${guess}` }),
    ),
  );
  expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(6);
});

test('F37: one address is slowed down for every name, whatever it says about where it comes from', async () => {
  const from = nextAddress();
  const statuses: number[] = [];
  for (let guess = 0; guess < 25; guess += 1) {
    const headers = {
      'x-forwarded-for': `203.0.113.${guess}`,
      forwarded: `for=203.0.113.${guess}`,
      'true-client-ip': `203.0.113.${guess}`,
      'x-real-ip': `203.0.113.${guess}`,
    };
    const body = { name: `somebody-${guess}`, password: 'a guess of many' };
    statuses.push((await visitor(from).call('POST', '/api/v1/session', { body, headers })).status);
  }
  expect(statuses.slice(0, 20).every((status) => status === 401)).toBe(true);
  expect(statuses.slice(21)).toContain(429);
  const [newest] = (await auditOf('sign-in-refused', 'account')).toReversed();
  expect(newest?.details).toMatchObject({ address: from, reason: 'name' });
});

test('a name that does not exist gets the same answer after the same work', async () => {
  const time = async (name: string) => {
    const one = visitor();
    const startedAtMs = performance.now();
    const answer = await one.signIn({ name, password: 'certainly not right' });
    return { ms: performance.now() - startedAtMs, json: answer.json, status: answer.status };
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const [a, b] = [await time('sato'), await time(`nobody-${round}`)];
    expect({ status: a.status, json: a.json }).toEqual({ status: b.status, json: b.json });
    known.push(a.ms);
    unknown.push(b.ms);
  }
  // Without the work for nobody this would be a twentieth.
  expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 3);
  await signedIn();
});

test('the second factor: needed once confirmed, each code once, and removable on the console', async () => {
  const who = await account(served.collector.data, 'yamada', 'compliance');
  const one = await signedIn(who);
  const offered = await one.call('POST', '/api/v1/account/totp', { body: { password: who.password } });
  const totp = new TOTP({ secret: Secret.fromBase32(String(offered.json['secret'])) });
  expect(offered.json['address']).toMatch(/^otpauth:\/\/totp\/Tenken:yamada\?/);
  // Not confirmed: it does not count yet.
  await signedIn(who);
  const confirm = (code: string) => one.call('POST', '/api/v1/account/totp/confirmation', { body: { code } });
  const used = totp.generate();
  expect((await confirm(used === '000000' ? '000001' : '000000')).status).toBe(400);
  expect((await confirm(used)).status).toBe(204);

  expect((await visitor().signIn(who)).json).toMatchObject({ status: 401, title: 'code-needed' });
  // The same code again, as somebody who looked over the shoulder would.
  expect((await visitor().signIn({ ...who, code: used })).json).toMatchObject({ title: 'sign-in-refused' });
  const next = totp.generate({ timestamp: Date.now() + 30_000 });
  expect((await visitor().signIn({ ...who, code: next })).status).toBe(204);

  const line = ['account', 'reset-password', 'yamada', '--data', served.collector.data, '--json'];
  const reset = await runTenken([...line, '--remove-second-factor']);
  const { password } = JSON.parse(reset.output) as { password: string };
  expect((await visitor().signIn({ name: 'yamada', password })).status).toBe(204);
});

async function auditOf(action: string, subject: string): Promise<{ details: Record<string, unknown> }[]> {
  const lines = await rowsOf<{ details: string }>(
    served.collector.data,
    'select details from audit_entry where action = ? and subject = ? order by sequence',
    action,
    subject,
  );
  return lines.map(({ details }) => ({ details: JSON.parse(details) as Record<string, unknown> }));
}
