import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  certificateInstead,
  goodRequest,
  pemOf,
  requestForAnotherKey,
  requestOfKind,
  requestWithBrokenSignature,
} from '../support/certificate-requests.ts';
import { alter, valueOf } from '../support/database.ts';
import { expectProblem, unchanged } from '../support/refusals.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';
import { enrol, makeToken } from '../support/simulated-agent.ts';

const served = collectorWithAgents(1);

/** Good for many: a refused request must not use it up. */
let goodToken = '';
beforeAll(async () => {
  goodToken = await makeToken(served.collector.data, { uses: 20 });
});

/** Attempts are counted by address: each test has its own. */
let address = 10;
const nextAddress = () => `127.0.0.${(address += 1)}`;

function attempt(token: string, csr: string, more: Record<string, unknown> = {}): ReturnType<typeof enrol> {
  return enrol(
    served.collector,
    JSON.stringify({ token, csr, hostName: 'new-host', ...more }),
    nextAddress(),
  );
}

test('a token that was used is refused', async () => {
  const { collector } = served;
  const token = await makeToken(collector.data);
  expect((await attempt(token, goodRequest())).status).toBe(201);
  const answer = await unchanged(collector, () => attempt(token, goodRequest()));
  expectProblem(answer, 403, 'token-refused');
});

test('a token past its time is refused', async () => {
  const { collector } = served;
  const token = await makeToken(collector.data, { uses: 2 });
  expect((await attempt(token, goodRequest())).status).toBe(201);
  await alter(
    collector.data,
    'update enrolment_token set expires_at = ? where uses_left = 1',
    Date.now() - 1,
  );
  const answer = await unchanged(collector, () => attempt(token, goodRequest()));
  expectProblem(answer, 403, 'token-refused');
});

test.each([
  ['that nobody made', `tkn_${randomBytes(24).toString('base64url')}`],
  ['of one letter', 'x'],
  ['that is SQL', "' or '1'='1"],
])('a token %s is refused', async (_name, token) => {
  const answer = await unchanged(served.collector, () => attempt(token, goodRequest()));
  expectProblem(answer, 403, 'token-refused');
});

test('of two enrolments at once with a token for one, exactly one wins', async () => {
  const { collector } = served;
  for (let round = 0; round < 3; round += 1) {
    const token = await makeToken(collector.data);
    const before = await hosts();
    const answers = await Promise.all([attempt(token, goodRequest()), attempt(token, goodRequest())]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 403]);
    expect(await hosts()).toBe(before + 1);
  }
});

const requests: [name: string, make: () => string | Promise<string>][] = [
  ['for an RSA key', () => requestOfKind('rsa')],
  ['for a P-384 key', () => requestOfKind('p384')],
  ["for somebody else's key", requestForAnotherKey],
  ['with a broken signature', requestWithBrokenSignature],
  ['that is a certificate', certificateInstead],
  ['that is random', () => pemOf(randomBytes(300), 'CERTIFICATE REQUEST')],
  ['that is no PEM', () => 'please'],
  [
    'of DER that ends early',
    () => pemOf(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), 'CERTIFICATE REQUEST'),
  ],
];

test.each(requests)('a request %s is refused and costs no token', async (_name, make) => {
  const { collector } = served;
  const csr = await make();
  const answer = await unchanged(collector, () => attempt(goodToken, csr));
  expectProblem(answer, 400, 'csr-refused');
});

test('a good request is taken after them, with the same token', async () => {
  expect((await attempt(goodToken, goodRequest())).status).toBe(201);
});

const bodies: [name: string, status: number, body: string | Buffer][] = [
  ['nothing', 400, ''],
  ['no JSON', 400, 'token=x'],
  ['a list', 400, '[]'],
  ['no token', 400, JSON.stringify({ csr: goodRequest(), hostName: 'h' })],
  ['a token that is no text', 400, JSON.stringify({ token: { $ne: '' }, csr: goodRequest(), hostName: 'h' })],
  [
    'a host id of its own choice',
    400,
    JSON.stringify({ token: 'x', csr: goodRequest(), hostName: 'h', hostId: 'mine' }),
  ],
  ['__proto__', 400, '{"token":"x","csr":"y","hostName":"h","__proto__":{"x":1}}'],
  ['a host name of 300 characters', 400, JSON.stringify({ token: 'x', csr: 'y', hostName: 'h'.repeat(300) })],
  ['20 kB', 413, JSON.stringify({ token: 'x', csr: 'y', hostName: 'h'.repeat(20_000) })],
];

test.each(bodies)('a body with %s is refused', async (_name, status, body) => {
  const answer = await unchanged(served.collector, () => enrol(served.collector, body, nextAddress()));
  expectProblem(answer, status);
});

test('the 31st attempt of one address within a minute is told to wait', async () => {
  const from = nextAddress();
  const body = JSON.stringify({ token: 'guessed', csr: 'x', hostName: 'h' });
  const answers = [];
  for (let count = 0; count < 31; count += 1) answers.push(await enrol(served.collector, body, from));
  expect(answers.slice(0, 30).every(({ status }) => status === 403)).toBe(true);
  const last = answers.at(-1);
  if (!last) throw new Error('nothing was tried');
  expectProblem(last, 429);
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
});

async function hosts(): Promise<number> {
  return Number(await valueOf(served.collector.data, 'select count(*) from host'));
}
