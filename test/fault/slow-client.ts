import { connect as connectPlain } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Credentials } from '../support/https.ts';

/** Where a client stops to be one: it sends the rest one byte at a time, or never. */
export type SlowIn = 'handshake' | 'header' | 'body' | 'silence before TLS' | 'silence after TLS';

export type Ended = { afterMs: number; heard: string };

const begun: Record<SlowIn, string> = {
  handshake: '\u0016',
  header: 'POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\nx-slow: ',
  body: 'POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
  'silence before TLS': '',
  'silence after TLS': '',
};

/** Opens a connection that is never finished; resolves when the other side has closed it. */
export function slowClient(
  kind: SlowIn,
  options: { port: number; from: string; everyMs: number; credentials: Credentials },
): Promise<Ended> {
  const { port, from, everyMs, credentials } = options;
  const startedAt = performance.now();
  const address = { host: '127.0.0.1', port, localAddress: from };
  const plain = kind === 'handshake' || kind === 'silence before TLS';
  const socket: Socket = plain
    ? connectPlain(address)
    : connectTls({
        ...address,
        ca: credentials.authority,
        servername: 'localhost',
        ...(credentials.certificate === undefined ? {} : { cert: credentials.certificate }),
        ...(credentials.privateKey === undefined ? {} : { key: credentials.privateKey }),
      });
  const { promise, resolve } = Promise.withResolvers<Ended>();
  let heard = '';
  let timer: NodeJS.Timeout | undefined;
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1');
  });
  // A reset is one way to close.
  socket.on('error', () => undefined);
  socket.once(plain ? 'connect' : 'secureConnect', () => {
    if (begun[kind] === '') return;
    socket.write(begun[kind], 'latin1');
    timer = setInterval(() => socket.write(plain ? '\u0003' : 'a', 'latin1'), everyMs);
  });
  socket.once('close', () => {
    clearInterval(timer);
    resolve({ afterMs: performance.now() - startedAt, heard });
  });
  return promise;
}
