import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { selfSigned } from '../certificates.ts';
import { freePort } from '../../support/free-port.ts';

export type RunningServer = { port: number; stop: () => Promise<void> };

/** Starts one server of a recording. @param folder of its own, for configuration and keys */
export type StartServer = (folder: string) => Promise<RunningServer>;

/** nginx with an RSA and an ECDSA certificate. @param lines of the `server` block */
export function nginx(...lines: string[]): StartServer {
  return async (folder) => {
    const port = await freePort();
    const certificates = ['rsa', 'ec'] as const;
    for (const kind of certificates) {
      const { cert, key } = await selfSigned(kind, 'appliance');
      writeFileSync(join(folder, `${kind}.pem`), cert);
      writeFileSync(join(folder, `${kind}.key`), key, { mode: 0o600 });
    }
    const server = [
      ...lines,
      ...certificates.map((kind) => `ssl_certificate ${folder}/${kind}.pem; ssl_certificate_key ${folder}/${kind}.key;`),
    ];
    writeFileSync(
      join(folder, 'nginx.conf'),
      [
        'daemon off; master_process off;',
        `pid ${folder}/nginx.pid; error_log ${folder}/error.log;`,
        'events { worker_connections 64; }',
        `http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;`,
        `fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;`,
        `server { ${server.join('\n').replaceAll('PORT', `127.0.0.1:${port}`)} location / { return 200 "ok"; } } }`,
      ].join('\n'),
    );
    return program(port, 'nginx', ['-e', `${folder}/error.log`, '-c', join(folder, 'nginx.conf')]);
  };
}

/** gnutls-serv with an RSA certificate that has ended. */
export function gnutls(priority: string): StartServer {
  return async (folder) => {
    const port = await freePort();
    const { cert, key } = await selfSigned('rsa', 'old', new Date('2026-10-01T00:00:00Z'));
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
    const files = ['--x509certfile', join(folder, 'cert.pem'), '--x509keyfile', join(folder, 'key.pem')];
    return program(port, 'gnutls-serv', ['-p', String(port), '-q', '--http', '--priority', priority, ...files]);
  };
}

/** A server made of one function, which is called with what came first. */
export function scripted(answer: (socket: Socket) => void): StartServer {
  return async () => {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => answer(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      port: (server.address() as AddressInfo).port,
      async stop() {
        for (const socket of sockets) socket.destroy();
        server.close();
        await once(server, 'close');
      },
    };
  };
}

async function program(port: number, name: string, args: readonly string[]): Promise<RunningServer> {
  const child = spawn(name, args, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  for (let turn = 0; turn < 100; turn += 1) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    if (await answers(port)) break;
    await delay(50);
  }
  return {
    port,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  const isThere = await promise;
  socket.destroy();
  return isThere;
}
