import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttps } from 'node:https';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { createServer as createTcp } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { CertificateAuthority } from '../../collector/src/ca/certificate-authority.ts';

export type Identity = { key: string; cert: string; authority: string };

/** A certificate of localhost by an authority that nobody else trusts. */
export async function identityOf(folder: string): Promise<Identity> {
  const authority = await CertificateAuthority.open(folder);
  const { key, certificate: cert } = await authority.serverCertificate(['localhost']);
  return { key, cert, authority: authority.certificate };
}

export type Mail = { from: string; to: string[]; raw: string; user: string | null; wasSecure: boolean };

/** A real mail server on loopback. @param how `tls` from the first byte, `starttls`, or `clear` without either */
export async function mailServer(
  identity: Identity,
  how: 'tls' | 'starttls' | 'clear',
  password: string | null = null,
) {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    secure: how === 'tls',
    key: identity.key,
    cert: identity.cert,
    authOptional: password === null,
    disabledCommands: how === 'clear' ? ['STARTTLS', 'AUTH'] : [],
    logger: false,
    onAuth(auth, _session, done) {
      if (auth.password === password) done(null, { user: auth.username });
      else done(new Error(`wrong password ${auth.password}`));
    },
    onData(stream, session, done) {
      void (async () => {
        const raw = await text(stream);
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw,
          user: (session.user as string | undefined) ?? null,
          wasSecure: session.secure,
        });
        done();
      })();
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: portOf(server.server), mails };
}

/** Takes connections and says nothing, ever. */
export async function silentServer() {
  const held: Socket[] = [];
  const server = createTcp((socket) => void held.push(socket.on('error', () => undefined).resume()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of held) socket.destroy();
    server.close();
  });
  return { port: portOf(server), held };
}

export type Posted = { path: string; headers: IncomingHttpHeaders; body: string };

/** @param answer what else than 204 it says */
export async function webhookServer(identity: Identity, answer?: RequestListener) {
  const posts: Posted[] = [];
  const server = createHttps(identity, (request, response) => {
    // Tests beside this one scan this very machine, and a scan asks every TLS server there with `GET /`: no message.
    if (request.method !== 'POST') {
      response.writeHead(405).end();
      return;
    }
    void (async () => {
      const body = await text(request);
      posts.push({ path: String(request.url), headers: request.headers, body });
      if (answer) answer(request, response);
      else response.writeHead(204).end();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `https://localhost:${portOf(server)}`, posts };
}

/** A receiver of syslog; lines as they came, their counts in front where the transport has such. */
export async function syslogServer(identity: Identity, transport: 'udp' | 'tcp' | 'tls') {
  const lines: string[] = [];
  if (transport === 'udp') {
    const socket = createSocket('udp4');
    socket.on('message', (message) => lines.push(message.toString('utf8')));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    onTestFinished(() => void socket.close());
    return { port: socket.address().port, lines };
  }
  const take = (socket: Socket) => {
    socket.on('error', () => undefined);
    void text(socket).then((all) => lines.push(all));
  };
  const server = transport === 'tcp' ? createTcp(take) : createTls(identity, take);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: portOf(server), lines };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
