import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { examineEndpoint } from '../../controls/src/evidence/tls/examine.ts';

const record = (type: number, body: Buffer) =>
  Buffer.concat([Buffer.from([type, 3, 3, body.length >> 8, body.length & 255]), body]);
const serverHello = Buffer.from(`020000260303${'07'.repeat(32)}00c02f00`, 'hex');
/** Says that 16 MB of certificate will come. */
const hugeCertificate = Buffer.from('0bffffff', 'hex');

const noAnswer = ['silent', 'dropped', 'too-long', 'other', 'out-of-time'];

/** What a hostile server does with a connection once the hello is there, and what must not come of it. */
const behaviours: Record<string, (socket: Socket) => void> = {
  'accepts and stays silent': () => {},
  resets: (socket) => socket.resetAndDestroy(),
  closes: (socket) => socket.end(),
  'answers garbage': (socket) => socket.end('\0\x01\x02garbage'),
  'sends an endless banner': (socket) => flood(socket, Buffer.from('x'.repeat(8192))),
  'sends endless empty records': (socket) =>
    flood(socket, Buffer.concat(Array.from({ length: 500 }, () => record(22, Buffer.alloc(0))))),
  'sends endless warnings': (socket) => flood(socket, record(21, Buffer.from([1, 90]))),
  'sends a certificate of 16 MB': (socket) => {
    socket.write(record(22, Buffer.concat([serverHello, hugeCertificate])));
    flood(socket, record(22, Buffer.alloc(16_000, 0x30)));
  },
  'stalls after ServerHello': (socket) => socket.write(record(22, serverHello)),
  'drips one byte at a time': (socket) => {
    const timer = setInterval(() => socket.write(Buffer.from([22])), 50);
    socket.on('close', () => clearInterval(timer));
  },
};

function flood(socket: Socket, block: Buffer): void {
  const pump = () => {
    while (!socket.destroyed && socket.write(block));
  };
  socket.on('drain', pump);
  pump();
}

test.concurrent.each(Object.keys(behaviours))(
  'a server that %s never gives a list, and ends in time',
  async (name) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => behaviours[name]?.(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    try {
      const { seen, tls } = await examineEndpoint(
        new LocalHost(),
        { address: '127.0.0.1', port },
        { timeoutMs: 3000 },
      );
      expect(noAnswer).toContain(seen);
      expect(tls).toBeNull();
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  },
  20_000,
);
