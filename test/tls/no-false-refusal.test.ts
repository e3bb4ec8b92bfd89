import { describe, expect, test } from 'vitest';
import { examineEndpoint } from '../../controls/src/evidence/tls/examine.ts';
import type { ProtocolFacts, TlsFacts } from '../../controls/src/evidence/tls/facts.ts';
import { readFlight } from '../../controls/src/evidence/tls/certificates/encrypted-certificates.ts';
import { keyPair } from '../../controls/src/evidence/tls/certificates/key-shares.ts';
import { parseHttp } from '../../controls/src/evidence/tls/http.ts';
import { clientHelloMessage } from '../../controls/src/evidence/tls/wire/client-hello.ts';
import { sealedFlight } from '../support/sealed-flight.ts';
import { cipherSuite } from '../../controls/src/evidence/tls/registry/cipher-suites.ts';
import {
  accepts,
  alert,
  choosesAndFails,
  hostWith,
  modelTime,
  none,
  reset,
  rest,
  silent,
  tls12,
} from './model-server.ts';
import type { Model, ModelAnswer } from './model-server.ts';

/*
 * Servers that accept something and are easily taken for ones that do not: nothing that they accept may be told as
 * refused, and no list that leaves it out may be called complete.
 */

const target = { address: '192.0.2.1', port: 443 };

async function examine(
  model: Model,
  options: { parallelConnections?: number; other?: () => ModelAnswer } = {},
) {
  const { other, ...rests } = options;
  const { tls } = await examineEndpoint(hostWith(model, other), target, { rest, ...rests });
  return tls;
}

/** No list that misses one of these suites is complete, and none of their versions is refused. */
function expectNotDenied(tls: TlsFacts | null, protocol: ProtocolFacts['protocol'], ...ids: string[]): void {
  const found = tls?.protocols.find((one) => one.protocol === protocol);
  if (found === undefined) throw new Error('no TLS was seen');
  expect(found.offered, `${protocol} offered, by ${found.answer}`).not.toBe(false);
  const seen = found.ciphers.map(({ id }) => id);
  if (!ids.every((id) => seen.includes(id))) {
    expect(found.complete, `complete with ${seen.join(' ')}, by ${found.answer}`).toBe(false);
  }
}

const weak = 0x0005;
const usual = [0xc02f, 0x009c, 0x002f];

describe('networks', () => {
  test.each([1, 3, 5])(
    'every other connection goes to a machine that is dead (%i at a time)',
    async (parallelConnections) => {
      const tls = await examine(
        (hello, connection) => (connection % 2 === 0 ? reset : tls12(hello, [...usual, weak])),
        { parallelConnections },
      );
      expectNotDenied(tls, 'TLSv1.2', '0xC02F', '0x009C', '0x002F', '0x0005');
    },
  );

  test('a third of all connections is cut, without an order', async () => {
    let judged = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      let state = seed;
      const chance = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
      const tls = await examine((hello) => (chance() < 0.33 ? reset : tls12(hello, [...usual, weak])));
      // Where the first connections are cut there is nothing to say at all.
      if (tls === null) continue;
      judged += 1;
      expectNotDenied(tls, 'TLSv1.2', '0xC02F', '0x009C', '0x002F', '0x0005');
    }
    expect(judged).toBeGreaterThan(20);
  });

  test.each([40, 80])('after ten connections a limit answers with alert %i', async (code) => {
    const tls = await examine((hello, connection) =>
      connection > 10
        ? alert(code)
        : tls12(hello, [...usual, 0x0035, 0x003c, 0x003d, 0x009d, 0xc030, 0xc013, weak]),
    );
    expectNotDenied(tls, 'TLSv1.2', '0x0005');
  });

  test('one connection of seven gets internal_error', async () => {
    const tls = await examine((hello, connection) =>
      connection % 7 === 0 ? alert(80) : tls12(hello, [...usual, 0x0035, 0x003c, 0x003d, 0x009d, weak]),
    );
    expectNotDenied(tls, 'TLSv1.2', '0x0005');
  });
});

describe('hellos that are too much', () => {
  test.each<[string, number]>([
    ['decode_error', 50],
    ['illegal_parameter', 47],
    ['handshake_failure', 40],
    ['internal_error', 80],
  ])('more than 32 groups: %s', async (_name, code) => {
    const tls = await examine((hello) => {
      if (hello.version === 0x0300) {
        return tls12({ ...hello, version: 0x0303 }, [0x000a], { version: 0x0300 });
      }
      return (hello.groups?.length ?? 0) > 32 ? alert(code) : tls12(hello, [...usual, weak]);
    });
    expectNotDenied(tls, 'TLSv1.2', '0x0005');
  });

  test('more than 32 signature schemes: decode_error', async () => {
    const tls = await examine((hello) => {
      if (hello.version === 0x0302) return accepts({ cipher: 0x002f, version: 0x0302 });
      return (hello.schemes?.length ?? 0) > 32 ? alert(50) : tls12(hello, [...usual, weak]);
    });
    expectNotDenied(tls, 'TLSv1.2', '0x0005');
  });

  test('more than 64 suites: handshake_failure', async () => {
    const tls = await examine((hello) => {
      if (hello.version === 0x0304) return accepts({ cipher: hello.ciphers[0] ?? 0, version: 0x0304 });
      return hello.ciphers.length > 64 ? alert(40) : tls12(hello, [...usual, weak]);
    });
    expectNotDenied(tls, 'TLSv1.2', '0x0005');
  });

  test('a hello of more than 512 bytes: decode_error', async () => {
    const tls = await examine((hello) => {
      if (hello.version === 0x0300) {
        return tls12({ ...hello, version: 0x0303 }, [0x000a], { version: 0x0300 });
      }
      return hello.byteCount > 512 ? alert(50) : tls12(hello, [...usual, weak]);
    });
    expectNotDenied(tls, 'TLSv1.2', '0x0005');
  });
});

describe('what is chosen and cannot be used', () => {
  const isDhe = (code: number) => cipherSuite(code)?.keyExchange === 'DHE';
  const serverOrder = [0x009e, 0xc02f, 0x009c, weak];

  test.each([40, 47, 80])('DHE is chosen, and the answer is alert %i', async (code) => {
    const tls = await examine((hello) => {
      if (hello.version === 0x0302) return accepts({ cipher: 0x002f, version: 0x0302 });
      const chosen = serverOrder.find((one) => hello.ciphers.includes(one));
      return chosen !== undefined && isDhe(chosen) ? alert(code) : tls12(hello, serverOrder);
    });
    expectNotDenied(tls, 'TLSv1.2', '0xC02F', '0x0005');
  });

  test('PSK is chosen where nobody has a key, and the server hangs up', async () => {
    const psk = 0x00a8;
    const order = [psk, 0x009c, weak];
    const tls = await examine((hello) => {
      if (hello.version === 0x0302) return accepts({ cipher: hello.ciphers[0] ?? 0, version: 0x0302 });
      const chosen = order.find((one) => hello.ciphers.includes(one));
      return chosen === psk ? reset : tls12(hello, order);
    });
    expectNotDenied(tls, 'TLSv1.2', '0x009C', '0x0005');
  });

  test('ServerHello, and then alerts that refuse us and not the suite', async () => {
    const tls = await examine((hello) => {
      if (hello.version !== 0x0303) return alert(70);
      const chosen = [...usual, weak].find((one) => hello.ciphers.includes(one));
      return chosen === undefined ? alert(40) : choosesAndFails({ cipher: chosen }, 49);
    });
    expectNotDenied(tls, 'TLSv1.2', '0xC02F', '0x0005');
  });
});

describe('groups', () => {
  /** A server with a P-256 certificate whose own order of groups decides. */
  const groupsOf =
    (order: readonly number[]): Model =>
    (hello) => {
      if (hello.version !== 0x0303) return alert(70);
      const group = order.find((one) => hello.groups?.includes(one));
      if (!hello.ciphers.includes(0xc02b) || group === undefined || !hello.groups?.includes(0x17)) {
        return alert(40);
      }
      return accepts({ cipher: 0xc02b, group, scheme: 0x0403 });
    };

  test('an ECDSA server that prefers the curve of its key hides no weak curve', async () => {
    const tls = await examine(groupsOf([0x17, 0x13]));
    const [list] = tls?.groups ?? [];
    const isSeen = list?.accepted.some(({ id }) => id === '0x0013') ?? false;
    expect(isSeen || list?.complete !== true).toBe(true);
  });

  test('DHE that is there only without the groups of RFC 7919 in the hello', async () => {
    const tls = await examine((hello) => {
      const ciphers = hello.groups?.some((group) => group >= 0x100 && group <= 0x1ff)
        ? [0x009c]
        : [0x0033, 0x009c];
      return tls12(
        hello,
        ciphers,
        ciphers.length > 1 && hello.ciphers.includes(0x0033) ? { dhBits: 1024 } : {},
      );
    });
    expectNotDenied(tls, 'TLSv1.2', '0x0033', '0x009C');
  });

  test('a prime of 1024 bits for those who do not name groups of RFC 7919', async () => {
    const tls = await examine((hello) => {
      const named = hello.groups?.some((group) => group >= 0x100 && group <= 0x1ff);
      return tls12(hello, [0x0033], { dhBits: named ? 2048 : 1024 });
    });
    const found = tls?.protocols.find(({ protocol }) => protocol === 'TLSv1.2');
    expect(found?.smallestDhBits ?? 0).toBeLessThanOrEqual(1024);
  });
});

describe('TLS 1.3', () => {
  test('an alert for an empty key share, and silence after', async () => {
    const tls = await examine((hello) => {
      if (hello.version !== 0x0304) return tls12(hello, usual);
      return hello.keyShares?.length === 0 ? alert(40) : silent;
    });
    expectNotDenied(tls, 'TLSv1.3', '0x1301');
  });

  test('a suite that nobody offered, in an older version', async () => {
    const tls = await examine((hello) =>
      hello.version === 0x0304 ? accepts({ cipher: 0xeeee }) : tls12(hello, usual),
    );
    expectNotDenied(tls, 'TLSv1.3', '0x1301');
  });

  test('CertificateVerify without a certificate', () => {
    const pair = keyPair(0x1d, (byteCount) => new Uint8Array(byteCount).fill(7));
    const clientHello = clientHelloMessage({
      protocol: 'TLSv1.3',
      ciphers: [0x1301],
      groups: [0x1d],
      keyShares: [pair],
      random: new Uint8Array(32),
    });
    const verify = Buffer.from('0f00000508040001a5', 'hex');
    const reading = readFlight(sealedFlight(clientHello, pair, verify), clientHello, [pair]);
    expect(reading).toMatchObject({ type: 'unread' });
  });

  test('the time is up before real keys are tried', async () => {
    let at = modelTime;
    const model: Model = (hello) => {
      if (hello.version !== 0x0304) return tls12(hello, usual);
      if (hello.keyShares?.length !== 0) return accepts({ cipher: 0x1301, version: 0x0304 });
      at += 60_000;
      return alert(40);
    };
    const { tls } = await examineEndpoint(
      hostWith(model, undefined, () => at),
      target,
      { rest },
    );
    expectNotDenied(tls, 'TLSv1.3', '0x1301');
  });

  test('keys have to be in the order of the groups (RFC 8446 4.2.8)', async () => {
    const tls = await examine((hello) => {
      if (hello.version !== 0x0304) return tls12(hello, usual);
      const { groups, keyShares } = hello;
      if (!groups || !keyShares || keyShares.length === 0) return alert(40);
      const places = keyShares.map((share) => groups.indexOf(share));
      if (places.some((place, index) => place < 0 || place < (places[index - 1] ?? 0))) return alert(47);
      const cipher = [0x1301, 0x1302, 0x1303].find((one) => hello.ciphers.includes(one));
      return cipher === undefined
        ? alert(40)
        : accepts({ cipher, version: 0x0304, group: keyShares[0] ?? 0 });
    });
    expectNotDenied(tls, 'TLSv1.3', '0x1301', '0x1302', '0x1303');
  });
});

describe('SSL 2.0', () => {
  test.each([49, 112, 90])('alert %i refuses us, and not the protocol', async (code) => {
    const tls = await examine((hello) => tls12(hello, usual), { other: () => alert(code) });
    expectNotDenied(tls, 'SSLv2');
    expect(tls?.protocols.find(({ protocol }) => protocol === 'SSLv2')?.offered).toBeNull();
  });
});

describe('renegotiation', () => {
  test.each<ModelAnswer>([reset, silent, { ended: 'limit', received: none }])(
    'one connection that ends by itself ($ended) says nothing of it',
    async (ending) => {
      const tls = await examine((hello) => tls12(hello, usual), { other: () => ending });
      expect(tls?.features.clientRenegotiation).toBeNull();
    },
  );
});

describe('STARTTLS', () => {
  test('hanging up before the hello is sent refuses nothing', async () => {
    const greeting = Buffer.from('220 mx.example.jp ESMTP\r\n250-mx\r\n250 STARTTLS\r\n220 go\r\n');
    let connections = 0;
    const host = hostWith((hello) => tls12(hello, usual));
    const answering: typeof host = {
      ...host,
      async exchange(request) {
        connections += 1;
        const sent = { sentAtMs: 0, receivedAtMs: 0 };
        if (connections % 2 === 0) return { received: none, ended: 'closed', ...sent };
        let hello: Uint8Array | null = null;
        for (const at of [25, 25 + 22, greeting.length]) {
          hello = request.respond?.(greeting.subarray(0, at)) ?? hello;
        }
        const { received, ended } = await host.exchange({ ...request, payload: hello ?? none });
        return { received: Buffer.concat([greeting, received]), ended, ...sent };
      },
    };
    const { tls } = await examineEndpoint(
      answering,
      { address: '192.0.2.1', port: 25, startTls: 'smtp' },
      { rest, parallelConnections: 1 },
    );
    expect(tls).not.toBeNull();
    expectNotDenied(tls, 'TLSv1.2', '0xC02F', '0x009C', '0x002F');
  });
});

test('headers that were cut off say nothing of HSTS', () => {
  expect(parseHttp(Buffer.from('HTTP/1.1 200 OK\r\nServer: x\r\nStrict-Tra'))).toBeNull();
});
