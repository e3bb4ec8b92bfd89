import { afterEach, beforeEach, expect, test, vi } from 'vitest';

// What a browser has and Node has not, before the modules that use it are loaded.
vi.stubGlobal('addEventListener', () => undefined);
const { request } = await import('./request.ts');
const { queryClient } = await import('./query-client.ts');
const { connectionReached, currentConnection } = await import('./connection.ts');

let sent: { path: string; method: string | undefined; headers: Headers }[] = [];
let answer: () => Response;

beforeEach(() => {
  sent = [];
  connectionReached();
  queryClient.setQueryData(['/session'], { account: { id: 'sato' }, csrfToken: 'token' });
  vi.stubGlobal('fetch', (path: string, { method, headers }: RequestInit) => {
    sent.push({ path, method, headers: new Headers(headers) });
    return Promise.resolve().then(answer);
  });
});
afterEach(() => queryClient.clear());

const isSessionAskedAnew = () => queryClient.getQueryState(['/session'])?.isInvalidated;

test('only what changes something carries the token against forgery, and the tag of what was read', async () => {
  answer = () => Response.json({ name: 'a' });
  expect(await request({ path: '/hosts' })).toEqual({ name: 'a' });
  answer = () => new Response(null, { status: 204 });
  expect(await request({ method: 'PUT', path: '/x', json: { b: 1 }, tag: '"1"' })).toBeNull();
  expect(
    sent.map(({ path, headers }) => [path, headers.get('x-tenken-csrf'), headers.get('if-match')]),
  ).toEqual([
    ['/api/v1/hosts', null, null],
    ['/api/v1/x', 'token', '"1"'],
  ]);
});

test('a refusal has the code and the words of the collector; without any, its status', async () => {
  answer = () => Response.json({ title: 'rule-unknown', detail: 'No rule.', rule: 'x' }, { status: 404 });
  await expect(request({ path: '/a' })).rejects.toMatchObject({
    status: 404,
    code: 'rule-unknown',
    message: 'No rule.',
    details: { rule: 'x' },
  });
  answer = () => new Response('<html>', { status: 502, statusText: 'Bad Gateway' });
  await expect(request({ path: '/a' })).rejects.toMatchObject({ code: '502', message: 'Bad Gateway' });
});

test('a session that has ended is asked for anew, but not by asking for it', async () => {
  answer = () => Response.json({ title: 'sign-in-needed' }, { status: 401 });
  await expect(request({ path: '/session' })).rejects.toMatchObject({ status: 401 });
  expect(isSessionAskedAnew()).toBe(false);
  await expect(request({ method: 'POST', path: '/hosts' })).rejects.toMatchObject({ status: 401 });
  expect(isSessionAskedAnew()).toBe(true);
});

test('nobody answers: the connection is lost, unless whoever asked has gone', async () => {
  answer = () => {
    throw new TypeError('fetch failed');
  };
  const gone = new AbortController();
  gone.abort();
  await expect(request({ path: '/a', signal: gone.signal })).rejects.toThrow('fetch failed');
  expect(currentConnection().state).toBe('reached');
  await expect(request({ path: '/a' })).rejects.toThrow('fetch failed');
  expect(currentConnection().state).toBe('lost');
  answer = () => Response.json({}, { status: 404 });
  await expect(request({ path: '/a' })).rejects.toMatchObject({ status: 404 });
  expect(currentConnection().state).toBe('reached');
});
