import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { examineSsh } from '../../controls/src/evidence/ssh/examine.ts';
import type { SshSeen } from '../../controls/src/evidence/ssh/seen.ts';
import { keyExchangeInitPacket, listNames } from '../../controls/src/evidence/ssh/wire/key-exchange-init.ts';
import type { NameLists } from '../../controls/src/evidence/ssh/wire/key-exchange-init.ts';
import { packet } from '../../controls/src/evidence/ssh/wire/packets.ts';

const identification = Buffer.from('SSH-2.0-hostile\r\n');
const lists: NameLists = {
  ...(Object.fromEntries(listNames.map((name) => [name, ['none']])) as NameLists),
  keyExchanges: ['curve25519-sha256'],
  hostKeyAlgorithms: ['ssh-ed25519', 'ssh-rsa'],
};
const lengthOf16Megabytes = Buffer.from('00fffffc04', 'hex');

function flood(socket: Socket, block: Buffer | Uint8Array): void {
  const pump = () => {
    while (!socket.destroyed && socket.write(block));
  };
  socket.on('drain', pump);
  pump();
}

/** What a hostile server does with a connection, and what is told of it. */
const behaviours: Record<string, [SshSeen, (socket: Socket) => unknown]> = {
  'accepts and stays silent': ['silent', () => {}],
  resets: ['dropped', (socket) => socket.once('data', () => socket.resetAndDestroy())],
  closes: ['dropped', (socket) => socket.end()],
  'answers garbage': ['other', (socket) => socket.end('\0\x01\x02garbage')],
  'speaks HTTP': ['http', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  'sends an endless line': ['too-long', (socket) => flood(socket, Buffer.from('x'.repeat(8192)))],
  'sends endless lines': ['too-long', (socket) => flood(socket, Buffer.from('a banner\r\n'.repeat(800)))],
  'never ends its identification': [
    'too-long',
    (socket) => {
      socket.write('SSH-2.0-');
      flood(socket, Buffer.from('x'.repeat(8192)));
    },
  ],
  'stalls after its identification': ['silent', (socket) => socket.write(identification)],
  'closes after its identification': ['dropped', (socket) => socket.end(identification)],
  'sends garbage after its identification': [
    'not-understood',
    (socket) => flood(socket, Buffer.concat([identification, Buffer.alloc(4000, 0xff)])),
  ],
  'announces a packet of 16 MB': [
    'not-understood',
    (socket) => {
      socket.write(Buffer.concat([identification, lengthOf16Megabytes]));
      flood(socket, Buffer.alloc(16_000));
    },
  ],
  'sends messages that are to be ignored, without end': [
    'too-long',
    (socket) => {
      socket.write(identification);
      flood(socket, packet(Uint8Array.of(2, 0, 0, 0, 0)));
    },
  ],
  'drips one byte at a time': [
    'other',
    (socket) => {
      const timer = setInterval(() => socket.write('S'), 20);
      socket.on('close', () => clearInterval(timer));
    },
  ],
  'lists a name of 70 characters': [
    'not-understood',
    (socket) =>
      socket.write(
        Buffer.concat([
          identification,
          keyExchangeInitPacket({ ...lists, ciphersToClient: ['x'.repeat(70)] }, new Uint8Array(16)),
        ]),
      ),
  ],
};

test.concurrent.each(Object.entries(behaviours))(
  'a server that %s never gives a list, and ends in time',
  async (_name, [expected, behave]) => {
    const { found, durationMs, grownBytes, accepted } = await examineServer(behave);
    expect(found).toMatchObject({ seen: expected, ssh: null });
    expect(found.connections).toBe(accepted);
    expect(accepted).toBeLessThanOrEqual(2);
    expect(durationMs).toBeLessThan(6000);
    expect(grownBytes).toBeLessThan(128 * 1024 * 1024);
  },
  20_000,
);

test('one that stalls after its lists shows them, and no key', async () => {
  const { found, durationMs } = await examineServer((socket) =>
    socket.write(Buffer.concat([identification, keyExchangeInitPacket(lists, new Uint8Array(16))])),
  );
  expect(found.ssh?.lists?.keyExchanges).toEqual(['curve25519-sha256']);
  expect(found.ssh?.hostKeys).toEqual([]);
  expect(found.ssh?.hostKeysUnread).toHaveLength(2);
  expect(durationMs).toBeLessThan(6000);
}, 20_000);

async function examineServer(behave: (socket: Socket) => unknown) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    behave(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const before = process.memoryUsage().rss;
  const startedAt = performance.now();
  try {
    const found = await examineSsh(new LocalHost(), { address: '127.0.0.1', port }, { timeoutMs: 3000 });
    return {
      found,
      durationMs: performance.now() - startedAt,
      grownBytes: process.memoryUsage().rss - before,
      accepted: sockets.size,
    };
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}
