import { beforeAll, expect, test } from 'vitest';
import { account, Visitor } from '../support/people.ts';
import { expectProblem, unchanged } from '../support/refusals.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const served = collectorWithAgents(1);
let visitor: Visitor;
beforeAll(async () => {
  visitor = new Visitor(served.collector);
  await visitor.signIn(await account(served.collector.data, 'sato', 'administrator'));
});

const wanted = { label: 'forged', hours: 1, uses: 100 };
const foreignSite = 'https://evil.example';

const forgeries: [name: string, call: Parameters<Visitor['call']>[2], code: string][] = [
  ['without the token', { csrf: null }, 'csrf-token-wrong'],
  ['with an empty token', { csrf: '' }, 'csrf-token-wrong'],
  ['with a token of somebody else', { csrf: 'A'.repeat(43) }, 'csrf-token-wrong'],
  ['without saying where it comes from', { origin: null }, 'csrf-token-wrong'],
  ['from another site, token and all', { origin: foreignSite }, 'other-site'],
  ['from a page without an origin', { origin: 'null' }, 'other-site'],
  ['from another scheme', { origin: 'http://localhost' }, 'other-site'],
  ['of which the browser says cross-site', { headers: { 'sec-fetch-site': 'cross-site' } }, 'other-site'],
  ['of which the browser says same-site', { headers: { 'sec-fetch-site': 'same-site' } }, 'other-site'],
];

test.each(forgeries)('CSRF: a change %s is refused and changes nothing', async (_name, call, code) => {
  const { collector } = served;
  const answer = await unchanged(collector, () =>
    visitor.call('POST', '/api/v1/enrolment-tokens', { body: wanted, ...call }),
  );
  expectProblem(answer, 403, code);
});

test('CSRF: a form of another site cannot sign a browser in, nor can one of no site send plain text', async () => {
  const body = { name: 'sato', password: 'whatever it is' };
  const forged = await visitor.call('POST', '/api/v1/session', { body, origin: foreignSite });
  expectProblem(forged, 403, 'other-site');
  const headers = { 'content-type': 'text/plain' };
  const plain = await visitor.call('POST', '/api/v1/session', { body, headers });
  expect(plain.status).toBe(400);
});

test('the page itself may: with the token, from its own origin', async () => {
  const answer = await visitor.call('POST', '/api/v1/enrolment-tokens', { body: wanted });
  expect(answer.status).toBe(201);
  const browser = await visitor.call('POST', '/api/v1/enrolment-tokens', {
    body: wanted,
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(browser.status).toBe(201);
});

test('answers for those who signed in are kept by no cache and shared with no other site', async () => {
  const answer = await visitor.call('GET', '/api/v1/hosts', { origin: foreignSite });
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
});
