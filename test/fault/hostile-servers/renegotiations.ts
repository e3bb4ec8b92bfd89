import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer as createPlainServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { exchange } from '../../../agent/src/hosts/exchange.ts';
import { isProbeError } from '@tenken/shared';
import { parallel } from '../../../controls/src/evidence/tls/parallel.ts';
import { findProgram } from '../../bench/measure/program.ts';
import { selfSigned } from '../../tls/certificates.ts';
import { makeKeys } from '../../tls/compare/servers/keys.ts';
import { prepare } from '../../tls/compare/servers/launch.ts';
import { startProcess } from '../../tls/compare/servers/running.ts';
import type { ServerKind } from '../../tls/compare/row.ts';
import { endings, flood } from './behaviour.ts';

/*
 * The question whether a server renegotiates, and HTTP behind a handshake, many times in one process: that the process
 * lives on is what is looked at (Node 26 died of SIGSEGV here). Writes one line of JSON for each server. Takes the
 * number of times from its arguments.
 */

export type Asked = { name: string; answers: Record<string, number> };

const times = Number(process.argv[2] ?? 200);
const { key, cert } = await selfSigned('ec');
const open: Server[] = [];

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return (server.address() as AddressInfo).port;
}

/** A good handshake of TLS 1.2, and then something. */
function afterHandshake(behave: (socket: TLSSocket) => unknown): Promise<number> {
  const server = createServer({ key, cert, maxVersion: 'TLSv1.2' }, (socket) => {
    socket.on('error', () => {});
    behave(socket);
  });
  server.on('tlsClientError', () => {});
  return listen(server);
}

const records = (bytes: Buffer) => {
  const types: number[] = [];
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) types.push(bytes[at] ?? 0);
  return types;
};

/** Stands before a good server until the client begins its second handshake, then does something itself. */
async function amidst(good: number, behave: (client: Socket, upstream: Socket) => unknown): Promise<number> {
  const server = createPlainServer((client) => {
    const upstream = connect(good, '127.0.0.1');
    for (const socket of [client, upstream]) socket.on('error', () => {});
    let said = Buffer.alloc(0);
    let isOurs = false;
    client.on('data', (bytes: Buffer) => {
      if (isOurs) return;
      said = Buffer.concat([said, bytes]);
      // ClientHello, ClientKeyExchange, Finished; the fourth handshake record begins the next handshake.
      if (records(said).filter((type) => type === 22).length >= 4) {
        isOurs = true;
        behave(client, upstream);
        return;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => isOurs || client.write(bytes));
    upstream.on('close', () => isOurs || client.destroy());
    client.on('close', () => upstream.destroy());
  });
  return listen(server);
}

const good = await afterHandshake(() => {});
const record = (type: number, byteCount: number) =>
  Buffer.concat([Buffer.from([type, 3, 3, byteCount >> 8, byteCount & 255]), Buffer.alloc(byteCount, 0xa5)]);
const targets: [name: string, port: number][] = [['Node renegotiates', good]];
for (const [name, end] of Object.entries(endings)) {
  targets.push([`${name} in the second handshake`, await amidst(good, end)]);
}
targets.push(['closes after the first handshake', await afterHandshake((socket) => socket.end())]);
const amid: Record<string, (client: Socket) => unknown> = {
  'answers the second hello with an alert in clear': (client) =>
    client.end(Buffer.from('15030300020228', 'hex')),
  'answers it with a record that no key opens': (client) => client.end(record(22, 100)),
  'answers it with half a record': (client) => client.end(record(22, 1000).subarray(0, 300)),
  'answers it with endless records': (client) => flood(client, record(22, 1000)),
};
for (const [name, behave] of Object.entries(amid)) targets.push([name, await amidst(good, behave)]);
targets.push(
  ['asks for a handshake of its own', await afterHandshake((socket) => socket.renegotiate({}, () => {}))],
  [
    'asks and goes',
    await afterHandshake((socket) => (socket.renegotiate({}, () => {}), socket.destroySoon())),
  ],
  ['speaks without end', await afterHandshake((socket) => flood(socket, Buffer.alloc(8192, 0x41)))],
  [
    'has HTTP headers without end',
    await afterHandshake((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      flood(socket, Buffer.from('X-More: 1\r\n'.repeat(500)));
    }),
  ],
);

const keys = mkdtempSync(join(tmpdir(), 'tenken-f33-'));
const stops: (() => Promise<void>)[] = [];
const real: [name: string, server: ServerKind, program: string, settings: string[]][] = [
  ['OpenSSL refuses', 'openssl', 'openssl', ['-tls1_2']],
  ['OpenSSL renegotiates', 'openssl', 'openssl', ['-tls1_2', '-client_renegotiation']],
  ['GnuTLS', 'gnutls', 'gnutls-serv', ['--priority', 'NORMAL:-VERS-ALL:+VERS-TLS1.2']],
];
const skipped: string[] = [];
try {
  if (findProgram('openssl') !== null) await makeKeys(keys);
  for (const [index, [name, server, program, settings]] of real.entries()) {
    const path = findProgram(program);
    // GnuTLS listens on every address: only where there is no other than loopback.
    const isAllowed = server !== 'gnutls' || process.env['TENKEN_OWN_NETWORK'] === 'yes';
    if (path === null || !isAllowed || findProgram('openssl') === null) {
      skipped.push(
        `${name}: ${path === null ? `${program} is not installed` : 'needs a network of its own'}`,
      );
      continue;
    }
    const port = 24_433 + index;
    const place = { port, folder: mkdtempSync(join(keys, 'server-')), keys };
    const running = await startProcess(
      prepare({ server, name, settings, certificates: ['ec'] }, place, path),
      port,
    );
    stops.push(running.stop);
    targets.push([name, port]);
  }
  for (const [name, port] of targets) console.log(JSON.stringify(await ask(name, port)));
  for (const reason of skipped) console.log(JSON.stringify({ skipped: reason }));
} finally {
  for (const stop of stops) await stop();
  rmSync(keys, { recursive: true, force: true });
}
process.exit(0);

async function ask(name: string, port: number): Promise<Asked> {
  const answers: Record<string, number> = {};
  // What only ends by its time limit is not worth so many.
  const isSlow = /stalls|floods|endless|without end/.test(name);
  // s_server talks with one client at a time, and takes a while to see that it is gone.
  const isHonest = /^(?:Node|OpenSSL|GnuTLS)/.test(name);
  const isAlone = name.startsWith('OpenSSL');
  const count = isAlone ? Math.ceil(times / 20) : isSlow ? Math.ceil(times / 8) : times;
  await parallel(isAlone ? 1 : 8, Array.from({ length: count }), async () => {
    const request = {
      transport: 'tcp' as const,
      address: '127.0.0.1',
      port,
      label: name,
      payload: Buffer.alloc(0),
    };
    const said = await exchange({
      ...request,
      timeoutMs: isHonest ? 5000 : 400,
      secured: { renegotiate: true },
    }).then(
      ({ ended }) => ended,
      (error: unknown) => {
        if (!isProbeError(error)) throw error;
        return error.code;
      },
    );
    answers[said] = (answers[said] ?? 0) + 1;
  });
  return { name, answers };
}
