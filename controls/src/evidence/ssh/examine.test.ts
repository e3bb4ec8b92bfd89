import { ProbeError } from '@tenken/shared';
import type { ExchangeRequest, ExchangeResult, Host } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { examineSsh } from './examine.ts';
import { SshFacts } from './facts.ts';
import { concat, mpint, string, uint32 } from './wire/fields.ts';
import { keyExchangeInitPacket, parseKeyExchangeInit } from './wire/key-exchange-init.ts';
import type { NameLists } from './wire/key-exchange-init.ts';
import { packet, splitPackets } from './wire/packets.ts';

const usualLists: NameLists = {
  keyExchanges: ['curve25519-sha256', 'kex-strict-s-v00@openssh.com'],
  hostKeyAlgorithms: ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519'],
  ciphersToServer: ['aes128-ctr'],
  ciphersToClient: ['aes128-ctr'],
  macsToServer: ['hmac-sha2-256'],
  macsToClient: ['hmac-sha2-256'],
  compressionToServer: ['none'],
  compressionToClient: ['none'],
  languagesToServer: [],
  languagesToClient: [],
};
const groupExchange = 'diffie-hellman-group-exchange-sha256';
const prime = (bits: number) => mpint(concat(Uint8Array.of(0x80), new Uint8Array(bits / 8 - 1)));
const keys: Record<string, Uint8Array> = {
  'rsa-sha2-512': concat(string('ssh-rsa'), mpint(Uint8Array.of(3)), prime(2048)),
  'ssh-ed25519': concat(string('ssh-ed25519'), string(new Uint8Array(32))),
};

type Server = {
  greeting?: string;
  lists?: NameLists | ((connection: number) => NameLists);
  /** Bits of the group for a request; null = hangs up. */
  group?: (min: number, max: number) => number | null;
  /** Hangs up on each connection from this one on. */
  failsFrom?: number;
};

/** A host on which one SSH server listens, as a function of what it is sent. */
function hostOf(server: Server): Host & { requests: ExchangeRequest[] } {
  const requests: ExchangeRequest[] = [];
  const exchange = async (request: ExchangeRequest): Promise<ExchangeResult> => {
    requests.push(request);
    const ends = (received: Uint8Array, ended: ExchangeResult['ended']) => ({
      received,
      ended,
      sentAtMs: 0,
      receivedAtMs: 0,
    });
    if (requests.length >= (server.failsFrom ?? Infinity)) return ends(new Uint8Array(), 'closed');
    const lists = typeof server.lists === 'function' ? server.lists(requests.length) : server.lists;
    let received = concat(
      Buffer.from(server.greeting ?? 'SSH-2.0-test\r\n', 'latin1'),
      keyExchangeInitPacket(lists ?? usualLists, new Uint8Array(16)),
    );
    let hostKey = '';
    for (;;) {
      if (request.enough?.(received)) return ends(received, 'enough');
      const said = request.respond?.(received) ?? null;
      if (request.enough?.(received)) return ends(received, 'enough');
      if (said === null) return ends(received, 'timeout');
      for (const payload of splitPackets(withoutIdentification(said))) {
        if (payload[0] === 20) hostKey = parseKeyExchangeInit(payload).hostKeyAlgorithms[0] ?? '';
        const key = keys[hostKey] ?? string('x509v3');
        if (payload[0] === 30) {
          received = concat(received, packet(Uint8Array.of(31), string(key), string('f')));
        }
        if (payload[0] === 32) {
          received = concat(received, packet(Uint8Array.of(33), string(key), string('f')));
        }
        if (payload[0] !== 34) continue;
        const view = Buffer.from(payload);
        const bits = server.group?.(view.readUInt32BE(1), view.readUInt32BE(9)) ?? null;
        if (bits === null) return ends(received, 'closed');
        received = concat(received, packet(Uint8Array.of(31), prime(bits), mpint(Uint8Array.of(2))));
      }
    }
  };
  const host = {
    platform: 'linux',
    exchange,
    random: (count: number) => new Uint8Array(count),
    now: () => new Date(0),
  };
  return Object.assign(host as unknown as Host, { requests });
}

function withoutIdentification(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  return text.startsWith('SSH-') ? bytes.subarray(text.indexOf('\n') + 1) : bytes;
}

const at = { address: '127.0.0.1', port: 22 };
const withGroups = { ...usualLists, keyExchanges: ['curve25519-sha256', groupExchange] };

test('one connection for the lists and a key, one more for each other kind of key', async () => {
  const host = hostOf({});
  const { seen, ssh, connections } = await examineSsh(host, at);
  expect({ seen, connections }).toEqual({ seen: 'ssh', connections: 2 });
  expect(SshFacts.parse(ssh)).toMatchObject({
    protocol: '2.0',
    lists: { keyExchanges: ['curve25519-sha256'], signals: ['kex-strict-s-v00@openssh.com'] },
    hostKeys: [
      { algorithm: 'rsa-sha2-512', type: 'ssh-rsa', bits: 2048 },
      { algorithm: 'ssh-ed25519', bits: 256 },
    ],
    hostKeysUnread: [],
    groups: [],
  });
});

test('requests for groups show keys as well', async () => {
  const host = hostOf({ lists: withGroups, group: (min) => (min < 1024 ? 1024 : 3072) });
  const { ssh, connections } = await examineSsh(host, at);
  expect(connections).toBe(3);
  expect(ssh?.groups.map(({ maxBits, bits, answer }) => ({ maxBits, bits, answer }))).toEqual([
    { maxBits: 2048, bits: 1024, answer: 'group' },
    { maxBits: 8192, bits: 3072, answer: 'group' },
  ]);
  expect(ssh?.hostKeys).toHaveLength(2);
});

test('a server that hangs up on small groups says so by answering the next question', async () => {
  const { ssh, connections } = await examineSsh(
    hostOf({ lists: withGroups, group: (_min, max) => (max < 3072 ? null : 3072) }),
    at,
  );
  expect(connections).toBe(4);
  expect(ssh?.groups.map(({ minBits, maxBits, bits, answer }) => [minBits, maxBits, bits, answer])).toEqual([
    [512, 2048, null, 'hangs-up'],
    [2048, 2048, null, 'hangs-up'],
    [2048, 8192, 3072, 'group'],
  ]);
  expect(ssh?.hostKeysUnread).toEqual([]);
});

test('one that hangs up on everything from then on has refused nothing', async () => {
  const { seen, ssh } = await examineSsh(hostOf({ lists: withGroups, failsFrom: 2 }), at);
  expect(seen).toBe('ssh');
  expect(ssh?.hostKeys.map(({ algorithm }) => algorithm)).toEqual(['rsa-sha2-512']);
  expect(ssh?.hostKeysUnread).toEqual([{ algorithm: 'ssh-ed25519', why: 'dropped' }]);
  expect(ssh?.groups.every(({ bits, answer }) => bits === null && answer === 'dropped')).toBe(true);
});

test('no more connections than are allowed', async () => {
  const { ssh, connections } = await examineSsh(hostOf({ lists: withGroups, group: () => 2048 }), at, {
    maxConnections: 1,
  });
  expect(connections).toBe(1);
  expect(ssh?.hostKeysUnread).toEqual([{ algorithm: 'ssh-ed25519', why: 'connection-limit' }]);
  expect(ssh?.groups).toMatchObject([{ bits: null, answer: 'connection-limit' }]);
});

test('lists that change from one connection to the next are told', async () => {
  const changing = (connection: number) => ({ ...usualLists, macsToClient: [`hmac-${connection}`] });
  const { ssh } = await examineSsh(hostOf({ lists: changing }), at);
  expect(ssh?.sameListsEachTime).toBe(false);
});

test('a server with nothing that can be begun here shows its lists, and why no key', async () => {
  const lists = {
    ...usualLists,
    keyExchanges: ['sm2-sm3'],
    hostKeyAlgorithms: ['x509v3-ssh-rsa', 'ssh-ed25519'],
  };
  const { ssh, connections } = await examineSsh(hostOf({ lists }), at);
  expect(connections).toBe(1);
  expect(ssh?.lists?.keyExchanges).toEqual(['sm2-sm3']);
  expect(ssh?.hostKeysUnread).toEqual([
    { algorithm: 'ssh-ed25519', why: 'no-known-key-exchange' },
    { algorithm: 'x509v3-ssh-rsa', why: 'unsupported' },
  ]);
});

test('SSH 1 is told from its identification', async () => {
  const { seen, ssh } = await examineSsh(hostOf({ greeting: 'SSH-1.5-1.2.27\n' }), at);
  expect({ seen, protocol: ssh?.protocol, lists: ssh?.lists }).toEqual({
    seen: 'ssh',
    protocol: '1.5',
    lists: null,
  });
});

test('listening, nothing is said before the server introduces itself', async () => {
  const host = hostOf({});
  const { ssh } = await examineSsh(host, at, { listenMs: 500 });
  expect(ssh?.hostKeys).toHaveLength(2);
  expect(host.requests.map(({ payload, timeoutMs }) => [payload.length > 0, timeoutMs])).toEqual([
    [false, 500],
    [true, 5000],
  ]);
});

const answering = (bytes: Uint8Array, ended: ExchangeResult['ended']): Host =>
  ({
    exchange: async (request: ExchangeRequest) => {
      request.respond?.(bytes);
      request.enough?.(bytes);
      return { received: bytes, ended, sentAtMs: 0, receivedAtMs: 0 };
    },
    random: (count: number) => new Uint8Array(count),
    now: () => new Date(0),
  }) as unknown as Host;

test.each([
  ['', 'timeout', 'silent', null],
  ['', 'reset', 'dropped', null],
  ['Not allowed at this time\r\n', 'closed', 'turned-away', 'Not allowed at this time'],
  ['Exceeded MaxStartups\r\n', 'closed', 'turned-away', 'Exceeded MaxStartups'],
  ['HTTP/1.1 400 Bad Request\r\n\r\n', 'closed', 'http', 'HTTP/1.1 400 Bad Request'],
  ['220 mail.example.jp ESMTP\r\n', 'timeout', 'smtp-or-ftp', '220 mail.example.jp ESMTP'],
  ['\u0015\u0003\u0001\u0000\u0002\u0002\n', 'closed', 'tls', '??????'],
  ['x'.repeat(10_000), 'enough', 'too-long', 'x'.repeat(120)],
  ['SSH-2.0-x\r\n', 'timeout', 'silent', 'SSH-2.0-x'],
  ['SSH-2.0-x\r\n', 'reset', 'dropped', 'SSH-2.0-x'],
  ['SSH-2.0-x\r\n\u00ff\u00ff\u00ff\u00ff\u0004', 'enough', 'not-understood', 'SSH-2.0-x'],
] as const)('%j that ends with %s is %s', async (text, ended, seen, said) => {
  const found = await examineSsh(answering(Buffer.from(text, 'latin1'), ended), at);
  expect(found).toMatchObject({ seen, said, ssh: null, connections: 1 });
});

test.each([
  ['not-found', 'refused-connection'],
  ['timeout', 'no-connection'],
] as const)('a connection that fails with %s is %s', async (code, seen) => {
  const host = {
    ...answering(new Uint8Array(), 'closed'),
    exchange: () => Promise.reject(new ProbeError(code, '')),
  };
  expect(await examineSsh(host as unknown as Host, at)).toMatchObject({ seen, said: null, ssh: null });
});

test('a disconnect before the lists is told', async () => {
  const bytes = concat(
    Buffer.from('SSH-2.0-x\r\n'),
    packet(Uint8Array.of(1), uint32(11), string('too many'), string('')),
  );
  expect(await examineSsh(answering(bytes, 'enough'), at)).toMatchObject({ seen: 'disconnected', ssh: null });
});

test('whatever a server sends, what is told of it fits its schema', async () => {
  const first = keyExchangeInitPacket(withGroups, new Uint8Array(16));
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.constant(first),
    fc.constant(Buffer.from('SSH-2.0-x y\r\n')),
    fc.constant(packet(Uint8Array.of(31), string(keys['rsa-sha2-512'] ?? ''), string(''))),
    fc.constant(packet(Uint8Array.of(1, 0))),
    fc.uint8Array({ minLength: 1, maxLength: 80 }).map((payload) => packet(payload)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(pieces, { maxLength: 6 }),
      fc.constantFrom('timeout', 'closed', 'limit'),
      async (parts, ended) => {
        const bytes = concat(Buffer.from('SSH-2.0-x\r\n'), ...parts);
        const { ssh, connections } = await examineSsh(answering(bytes, ended), at);
        if (ssh !== null) SshFacts.parse(ssh);
        expect(connections).toBeLessThanOrEqual(5);
      },
    ),
    { numRuns: 300 },
  );
});
