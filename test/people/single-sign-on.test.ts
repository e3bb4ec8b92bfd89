import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../collector/src/logger.ts';
import { readSingleSignOnSettings } from '../../collector/src/people/single-sign-on/settings.ts';
import type { SingleSignOnOptions } from '../../collector/src/people/single-sign-on/settings.ts';
import { openCollector } from '../../collector/src/server.ts';
import type { Collector } from '../../collector/src/server.ts';
import { runTenken } from '../support/collector-process.ts';
import type { Answer } from '../support/https.ts';
import { startOpenIdProvider } from '../support/openid-provider.ts';
import type { OpenIdProvider } from '../support/openid-provider.ts';
import { cookieOf, Visitor } from '../support/people.ts';
import { visitProvider } from '../support/provider-visit.ts';
import { onPostgres } from '../support/on-postgres.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';

const folder = makeScratchFolder();
let provider: OpenIdProvider;
let collector: Collector;
let served: { url: string; authority: string };

function optionsFor(one: OpenIdProvider): SingleSignOnOptions {
  return {
    oidcIssuer: one.issuer,
    oidcClientId: one.clientId,
    oidcClientSecretFile: one.secretFile,
    oidcCa: one.authorityFile,
    oidcScope: 'openid profile',
    oidcRoleClaim: 'groups',
    oidcRole: ['administrator=tenken-kanri', 'auditor=監査', 'security=tenken-security'],
  };
}

beforeAll(async () => {
  provider = await startOpenIdProvider(folder);
  const singleSignOn = readSingleSignOnSettings(optionsFor(provider));
  await onPostgres(folder);
  collector = await openCollector({
    data: folder,
    port: 0,
    agentPort: 0,
    logger: createLogger('fatal'),
    ...(singleSignOn ? { singleSignOn } : {}),
  });
  provider.serve(collector.url);
  served = { url: collector.url, authority: collector.context.authority.certificate };
});
afterAll(async () => {
  await collector.close();
  await provider.close();
  removeScratchFolder(folder);
});
afterEach(() => provider.tamper(null));

let last = 10;
const visitor = () => new Visitor(served, `127.0.1.${(last += 1)}`);

/** What a browser has when it comes back from the provider. */
type Begun = { browser: Visitor; pending: string; back: string };

async function begin(subject: string, browser = visitor()): Promise<Begun> {
  const started = await browser.call('GET', '/api/v1/session/single-sign-on');
  expect(started.status).toBe(303);
  const lines = (started.headers['set-cookie'] ?? []) as string[];
  const line = lines.find((one) => one.startsWith('__Host-tenken-sign-in=')) ?? '';
  expect(line).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  const pending = line.split(';', 1)[0] ?? '';
  const asked = new URL(String(started.headers['location']));
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
  const back = await visitProvider(provider, asked.href, subject);
  expect(back.startsWith(`${collector.url}/api/v1/session/single-sign-on/callback?`)).toBe(true);
  return { browser, pending, back: back.slice(collector.url.length) };
}

function comeBack({ browser, pending, back }: Begun, changed: Partial<Begun> = {}): Promise<Answer> {
  const cookie = changed.pending ?? pending;
  return (changed.browser ?? browser).call('GET', changed.back ?? back, { headers: { cookie } });
}

async function signIn(subject: string): Promise<{ browser: Visitor; answer: Answer }> {
  const begun = await begin(subject);
  const answer = await comeBack(begun);
  return { browser: begun.browser, answer };
}

async function expectRefused(answer: Answer, why: string, reason: string): Promise<void> {
  expect({ status: answer.status, location: answer.headers['location'] }).toEqual({
    status: 303,
    location: `/?refused=${why}`,
  });
  expect(cookieOf(answer)).toBeNull();
  const [line] = await collector.context.repositories.audit.list({ limit: 1 });
  expect(line).toMatchObject({ action: 'sign-in-refused', details: { reason } });
}

test('a person whom the provider vouches for gets the role of their group, and a session of their own', async () => {
  provider.people.set('u-1', { name: '佐藤 花子', preferred_username: 'sato', groups: ['x', '監査'] });
  const { browser, answer } = await signIn('u-1');
  expect({ status: answer.status, location: answer.headers['location'] }).toEqual({
    status: 303,
    location: '/',
  });
  const [line = ''] = ((answer.headers['set-cookie'] ?? []) as string[]).filter((one) =>
    one.startsWith('__Host-tenken='),
  );
  expect(line).toMatch(/HttpOnly; Secure; SameSite=Strict/);
  const session = await browser.learnSession();
  expect(session.json).toMatchObject({
    account: { name: 'sato', displayName: '佐藤 花子', role: 'auditor', singleSignOn: true },
  });
  expect(String(session.json['singleSignOut'])).toContain(`${provider.issuer}/session/end?`);
  const actions = (await collector.context.repositories.audit.list({ limit: 2 })).map(({ action }) => action);
  expect(actions).toEqual(['signed-in', 'account-linked']);
});

test('who comes again has the same account; a changed group changes the role and ends what is open', async () => {
  provider.people.set('u-2', { preferred_username: 'suzuki', groups: ['監査'] });
  const first = await signIn('u-2');
  const before = (await first.browser.learnSession()).json['account'] as { id: string };
  provider.people.set('u-2', { preferred_username: 'another-name', groups: ['tenken-security'] });
  const second = await signIn('u-2');
  expect((await second.browser.learnSession()).json).toMatchObject({
    account: { id: before.id, name: 'suzuki', role: 'security' },
  });
  expect((await first.browser.call('GET', '/api/v1/session')).status).toBe(401);
});

test('an account is never found by name or e-mail: a local one of the same name stays apart', async () => {
  const local = await collector.context.repositories.accounts.create(
    { name: 'kanri', displayName: 'kanri@example.jp', role: 'administrator', passwordHash: '!' },
    { actor: 'test', now: Date.now() },
  );
  provider.people.set('u-3', { preferred_username: 'kanri', email: 'kanri@example.jp', groups: ['監査'] });
  const { browser } = await signIn('u-3');
  const { account } = (await browser.learnSession()).json as { account: { id: string; name: string } };
  expect(account.id).not.toBe(local);
  expect(account).toMatchObject({ name: expect.stringMatching(/^kanri-[0-9a-f]{12}$/) as string });
});

test.each([
  ['is in no group', {}],
  ['is in other groups', { groups: ['everybody'] }],
  ['has a group whose name only holds that of a role', { groups: ['tenken-kanri-not', 'administrator'] }],
])('whoever %s is refused, and there is no account', async (_name, person: { groups?: string[] }) => {
  provider.people.set('u-4', { preferred_username: 'tanaka', ...person });
  const { answer, browser } = await signIn('u-4');
  await expectRefused(answer, 'no-role', 'no role');
  expect((await browser.call('GET', '/api/v1/session')).status).toBe(401);
  expect(await collector.context.repositories.accounts.credentials({ name: 'tanaka' })).toBeNull();
});

test('who lost the group is refused, and what was open ends', async () => {
  provider.people.set('u-5', { preferred_username: 'ito', groups: ['監査'] });
  const { browser } = await signIn('u-5');
  provider.people.set('u-5', { preferred_username: 'ito', groups: [] });
  await expectRefused((await signIn('u-5')).answer, 'no-role', 'no role');
  expect((await browser.call('GET', '/api/v1/session')).status).toBe(401);
});

test('an account that was disabled here is refused, whatever the provider says', async () => {
  provider.people.set('u-6', { preferred_username: 'abe', groups: ['監査'] });
  await signIn('u-6');
  const { accounts } = collector.context.repositories;
  const known = await accounts.credentials({ name: 'abe' });
  await accounts.setDisabled(String(known?.id), true, { actor: 'test', now: Date.now() });
  await expectRefused((await signIn('u-6')).answer, 'disabled', 'disabled');
});

test('its role is not given here, and it has no password to guess', async () => {
  provider.people.set('u-7', { preferred_username: 'kato', groups: ['監査'] });
  provider.people.set('u-8', { preferred_username: 'boss', groups: ['tenken-kanri'] });
  await signIn('u-7');
  const { browser } = await signIn('u-8');
  await browser.learnSession();
  const known = await collector.context.repositories.accounts.credentials({ name: 'kato' });
  const change = await browser.call('PATCH', `/api/v1/accounts/${known?.id}`, {
    body: { role: 'administrator' },
  });
  expect(change.json).toMatchObject({ status: 409, title: 'role-from-provider' });
  const rename = await browser.call('PATCH', `/api/v1/accounts/${known?.id}`, {
    body: { displayName: '加藤' },
  });
  expect(rename.json).toMatchObject({ status: 409, title: 'name-from-provider' });
  for (const password of ['!', '', ' ', 'any']) {
    const answer = await visitor().signIn({ name: 'kato', password });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  }
});

test('the console gives it no password either: who lost the group at the provider must not keep a way in', async () => {
  provider.people.set('u-10', { preferred_username: 'hara', groups: ['監査'] });
  await signIn('u-10');
  const reset = await runTenken(['account', 'reset-password', 'hara', '--data', folder]);
  expect({ code: reset.code, says: reset.errors }).toMatchObject({
    code: 2,
    says: expect.stringContaining('signs in at the OpenID provider') as string,
  });
});

test('groups that only the userinfo endpoint names count as well', async () => {
  provider.people.set('u-11', { preferred_username: 'ueda', groups: ['tenken-security'] });
  provider.tamper(({ groups: _left, ...claims }) => claims);
  const { browser } = await signIn('u-11');
  expect((await browser.learnSession()).json).toMatchObject({ account: { role: 'security' } });
});

describe('an answer that is not the one', () => {
  beforeAll(() => {
    provider.people.set('u-9', { preferred_username: 'mori', groups: ['監査'] });
  });
  const reason = 'answer of the provider';

  test('wrong state', async () => {
    const begun = await begin('u-9');
    const back = begun.back.replace(/state=[^&]+/, `state=${'a'.repeat(43)}`);
    await expectRefused(await comeBack(begun, { back }), 'answer-refused', reason);
    // The right one does not help any more: this browser has used its attempt.
    await expectRefused(await comeBack(begun), 'answer-refused', reason);
  });

  test("another browser's answer: nobody is signed in to somebody else's account", async () => {
    const attacker = await begin('u-9');
    const victim = await begin('u-9');
    await expectRefused(await comeBack(victim, { back: attacker.back }), 'answer-refused', reason);
    const stranger = visitor();
    const answer = await comeBack(attacker, { browser: stranger, pending: '' });
    await expectRefused(answer, 'answer-refused', reason);
  });

  test('a code that was used already, by the same browser and by another one', async () => {
    const begun = await begin('u-9');
    expect((await comeBack(begun)).headers['location']).toBe('/');
    await expectRefused(await comeBack(begun), 'answer-refused', reason);
    const other = await begin('u-9');
    const state = /state=[^&]+/.exec(other.back)?.[0] ?? '';
    const back = begun.back.replace(/state=[^&]+/, state);
    await expectRefused(await comeBack(other, { back }), 'answer-refused', reason);
  });

  test('the answer of another provider', async () => {
    const begun = await begin('u-9');
    const back = begun.back.replace(/iss=[^&]+/, `iss=${encodeURIComponent('https://elsewhere.example')}`);
    expect(back).not.toBe(begun.back);
    await expectRefused(await comeBack(begun, { back }), 'answer-refused', reason);
  });

  test('no code at all, and the refusal of the provider', async () => {
    const begun = await begin('u-9');
    const state = /state=[^&]+/.exec(begun.back)?.[0] ?? '';
    const iss = /iss=[^&]+/.exec(begun.back)?.[0] ?? '';
    const back = `/api/v1/session/single-sign-on/callback?error=access_denied&${state}&${iss}`;
    await expectRefused(await comeBack(begun, { back }), 'answer-refused', reason);
  });

  test.each([
    ['another nonce', { nonce: 'of another sign-in' }, 'provider'],
    ['another issuer', { iss: 'https://elsewhere.example' }, 'provider'],
    ['another client', { aud: 'somebody-else' }, 'provider'],
    ['past its time', { exp: 1_700_000_000 }, 'provider'],
    ['another person, with the old signature', { sub: 'u-8' }, 'none'],
    ['groups added, signed by another key', { groups: ['tenken-kanri'] }, 'other'],
  ] as const)('a token of %s', async (_name, claims, key) => {
    provider.tamper((before) => ({ ...before, ...claims }), key);
    await expectRefused((await signIn('u-9')).answer, 'answer-refused', reason);
  });

  test('and a token that was changed in nothing that counts is taken: the tests above see the change', async () => {
    provider.tamper((before) => ({ ...before, unheard_of: true }));
    expect((await signIn('u-9')).answer.headers['location']).toBe('/');
  });
});

test('a session id is never one that the browser had before', async () => {
  provider.people.set('u-1', { preferred_username: 'sato', groups: ['監査'] });
  const planted = (await signIn('u-1')).browser;
  const begun = await begin('u-1');
  const both = `${begun.pending}; __Host-tenken=${planted.cookie}`;
  const answer = await comeBack(begun, { pending: both });
  expect(cookieOf(answer)).not.toBe(planted.cookie);
  expect((await planted.call('GET', '/api/v1/session')).status).toBe(401);
});

test('without a provider that answers, local accounts go on, and the page says so', async () => {
  const elsewhere = makeScratchFolder();
  const gone = await startOpenIdProvider(elsewhere);
  const singleSignOn = readSingleSignOnSettings(optionsFor(gone));
  await gone.close();
  await onPostgres(elsewhere);
  const own = await openCollector({
    data: elsewhere,
    port: 0,
    agentPort: 0,
    logger: createLogger('fatal'),
    ...(singleSignOn ? { singleSignOn } : {}),
  });
  const one = new Visitor({ url: own.url, authority: own.context.authority.certificate });
  const answer = await one.call('GET', '/api/v1/session/single-sign-on');
  expect({ status: answer.status, location: answer.headers['location'] }).toEqual({
    status: 303,
    location: '/?refused=unreachable',
  });
  const code = own.setUp?.address.split('#')[1];
  const body = { code, name: 'kanri', password: 'a long and quiet sentence' };
  expect((await one.call('POST', '/api/v1/setup', { body })).status).toBe(201);
  expect((await one.learnSession()).json).toMatchObject({ account: { role: 'administrator' } });
  await own.close();
  removeScratchFolder(elsewhere);
});

test.each([
  ['no issuer', { oidcIssuer: undefined }, '--oidc-issuer'],
  ['an issuer without TLS', { oidcIssuer: 'http://localhost' }, '--oidc-issuer'],
  ['no client', { oidcClientId: undefined }, '--oidc-client-id'],
  ['no secret', { oidcClientSecretFile: '/nowhere' }, '--oidc-client-secret-file'],
  ['an authority that is none', { oidcCa: 'SECRET' }, '--oidc-ca'],
  ['a role that nobody knows', { oidcRole: ['root=tenken'] }, '--oidc-role'],
  ['no role at all', { oidcRole: [] }, '--oidc-role'],
])('settings with %s are refused by name', (_name, changed, option) => {
  const wrong = { ...optionsFor(provider), ...changed } as SingleSignOnOptions;
  if (wrong.oidcCa === 'SECRET') wrong.oidcCa = provider.secretFile;
  expect(() => readSingleSignOnSettings(wrong)).toThrow(option);
});
