import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ProbeError } from '@tenken/shared';
import type { ExchangeRequest, ExchangeResult, Host } from '@tenken/shared';
import { recordedRandom } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, uint16, uint24, uint8, vector16, vector8 } from './wire/bytes.ts';
import { examineEndpoint } from './examine.ts';
import { TlsFacts } from './facts.ts';

type Answer = Pick<ExchangeResult, 'ended'> & { received: Uint8Array };

const now = Date.parse('2026-11-21T07:45:00.000Z');

/** A server made of one function; the clock stands still unless told. */
function host(
  answer: (request: ExchangeRequest) => Answer | ProbeError,
  clock: () => number = () => now,
): Host {
  const exchange = async (request: ExchangeRequest): Promise<ExchangeResult> => {
    const given = answer(request);
    if (given instanceof ProbeError) throw given;
    return { ...given, sentAtMs: 0, receivedAtMs: 0 };
  };
  return {
    platform: 'linux',
    exchange,
    random: recordedRandom,
    now: () => new Date(clock()),
  } as unknown as Host;
}

const target = { address: '192.0.2.1', port: 443 };
const alert = (code: number): Answer => ({
  ended: 'enough',
  received: Uint8Array.of(21, 3, 3, 0, 2, 2, code),
});
const silent: Answer = { ended: 'timeout', received: new Uint8Array() };

const list24 = (content: Uint8Array) => concat(uint24(content.length), content);

/** First suite of the offered list. */
function offered(payload: Uint8Array): number[] {
  const session = payload[43] ?? 0;
  const at = 44 + session;
  const count = ((payload[at] ?? 0) * 256 + (payload[at + 1] ?? 0)) / 2;
  return Array.from(
    { length: count },
    (_, index) => (payload[at + 2 + index * 2] ?? 0) * 256 + (payload[at + 3 + index * 2] ?? 0),
  );
}

function accepts(cipher: number, version = 0x0303, certificate?: Uint8Array): Answer {
  const message = (type: number, body: Uint8Array) => concat(uint8(type), uint24(body.length), body);
  const hello = message(2, concat(uint16(version), new Uint8Array(32), vector8(), uint16(cipher), uint8(0)));
  const shown = certificate ? message(11, list24(list24(certificate))) : new Uint8Array();
  const flight = concat(hello, shown, message(14, new Uint8Array()));
  return { ended: 'enough', received: concat(uint8(22), uint16(version), vector16(flight)) };
}

/** A TLS 1.2 server with these suites. */
const server =
  (...ciphers: number[]) =>
  ({ label, payload }: ExchangeRequest): Answer => {
    if (!label.startsWith('TLSv1.2')) return alert(70);
    const chosen = ciphers.find((cipher) => offered(payload).includes(cipher));
    return chosen === undefined ? alert(40) : accepts(chosen);
  };

/** The clock stands still, so nobody has to wait for it. */
const rest = () => Promise.resolve();

async function protocol(name: string, answer: Parameters<typeof host>[0]) {
  const { tls } = await examineEndpoint(host(answer), target, { rest });
  return tls?.protocols.find((one) => one.protocol === name);
}

test('finds every suite and the order of the server', async () => {
  const found = await protocol('TLSv1.2', server(0x009c, 0xc02f, 0x000a));
  expect(found).toMatchObject({ offered: true, complete: true, answer: 'accepted', serverPreference: true });
  expect(found?.ciphers.map(({ id }) => id)).toEqual(['0x009C', '0xC02F', '0x000A']);
});

test('a drop in the middle is tried once more', async () => {
  let dropped = false;
  const found = await protocol('TLSv1.2', (request) => {
    if (!request.label.endsWith('hello 3') || dropped) return server(0x009c, 0xc02f, 0x000a)(request);
    dropped = true;
    return { ended: 'reset', received: new Uint8Array() };
  });
  expect(found).toMatchObject({ complete: true });
  expect(found?.ciphers).toHaveLength(3);
});

test('a list that ends with silence is not complete', async () => {
  const found = await protocol('TLSv1.2', (request) =>
    / hello [34]( again( \d)?)?$/.test(request.label) ? silent : server(0x009c, 0xc02f, 0x000a)(request),
  );
  expect(found).toMatchObject({ offered: true, complete: false, answer: 'silent' });
});

test('a version that only gets silence is unknown', async () => {
  const found = await protocol('TLSv1.0', (request) =>
    request.label.startsWith('TLSv1.0') ? silent : server(0xc02f)(request),
  );
  expect(found).toMatchObject({ offered: null, complete: false, answer: 'silent' });
});

test('an alert that refuses us says nothing of the version', async () => {
  const found = await protocol('TLSv1.2', () => alert(112));
  expect(found).toMatchObject({ offered: null, complete: false, answer: 'alert-112' });
});

test('an older version in the answer is a refusal of this one', async () => {
  const found = await protocol('TLSv1.2', (request) =>
    request.label.startsWith('TLSv1.3') ? alert(70) : accepts(offered(request.payload)[0] ?? 0, 0x0301),
  );
  expect(found).toMatchObject({ offered: false, answer: 'lower-version' });
});

test('a suite that was not offered is a contradiction', async () => {
  expect(await protocol('TLSv1.2', () => accepts(0xeeee))).toMatchObject({
    offered: null,
    answer: 'contradiction',
  });
});

test('an internal error may hide suites without a signature', async () => {
  const found = await protocol('TLSv1.2', (request) => {
    const list = offered(request.payload);
    if (list.includes(0xc02f)) return alert(80);
    return server(0x009c)(request);
  });
  expect(found?.ciphers.map(({ id }) => id)).toEqual(['0x009C']);
});

test('a certificate with a key beside its curve is examined like any other', async () => {
  const pem = readFileSync(`${import.meta.dirname}/certificates/testcases/certificates.pem`, 'utf8');
  const p256 = new X509Certificate(pem.slice(pem.lastIndexOf('-----BEGIN')));
  const der = new Uint8Array(p256.raw);
  // The form of the point, after the head of its BIT STRING; no point begins with 5.
  der[p256.raw.indexOf(Buffer.from('03420004', 'hex')) + 3] = 5;
  const { tls } = await examineEndpoint(
    host(({ label, payload }) => {
      if (!label.startsWith('TLSv1.2')) return alert(70);
      return offered(payload).includes(0xc02b) ? accepts(0xc02b, 0x0303, der) : alert(40);
    }),
    target,
    { rest },
  );
  expect(tls?.protocols.find((one) => one.protocol === 'TLSv1.2')).toMatchObject({ offered: true });
  expect(tls?.chains[0]?.certificates[0]).toMatchObject({ subject: 'CN=p256.example', keyType: null });
});

test('nobody listens, or nothing comes', async () => {
  const refused = new ProbeError('not-found', 'ECONNREFUSED');
  expect(
    await examineEndpoint(
      host(() => refused),
      target,
    ),
  ).toEqual({ seen: 'refused-connection', tls: null, startTls: null, connections: 1 });
  expect(
    await examineEndpoint(
      host(() => silent),
      target,
    ),
  ).toEqual({ seen: 'silent', tls: null, startTls: null, connections: 3 });
});

test('ends when its time is up, and says so', async () => {
  let at = now;
  const { tls, connections } = await examineEndpoint(
    host(
      (request) => server(0xc02f)(request),
      () => (at += 500),
    ),
    target,
    { timeoutMs: 3000 },
  );
  expect(connections).toBeLessThan(10);
  expect(tls?.protocols.some(({ answer, complete }) => answer === 'out-of-time' && !complete)).toBe(true);
});

test('gives facts that fit their schema for any bytes from a server', async () => {
  const ended = fc.constantFrom<Answer['ended']>('enough', 'closed', 'reset', 'timeout', 'limit');
  const tlsLike = fc
    .tuple(fc.constantFrom(20, 21, 22, 23), fc.uint8Array({ maxLength: 90 }))
    .map(([type, body]) => concat(Uint8Array.of(type, 3, 3), vector16(body)));
  const received = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    tlsLike,
    fc.constant(alert(40).received),
    fc.constant(accepts(0xc02f).received),
  );
  const script = fc.array(fc.record({ ended, received }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(script, async (answers) => {
      let turn = 0;
      const { tls, connections } = await examineEndpoint(
        host(() => answers[turn++ % answers.length] as Answer),
        target,
        { rest },
      );
      expect(connections).toBeLessThan(2000);
      if (tls) expect(TlsFacts.safeParse(tls).error).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});
