import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import type { Submission } from '@tenken/shared';
import { acceptSubmission } from '../../../collector/src/ingest/accept-submission.ts';
import type { Sender } from '../../../collector/src/ingest/accept-submission.ts';
import { answerParent } from '../measure/child.ts';

export type BareQuestion =
  /** @param isChecking checks each report and its signature as the collector does, and keeps nothing all the same */
  | { type: 'listen'; key: string; certificate: string; authority: string; isChecking?: true }
  | { type: 'cpu' };

type Listen = Extract<BareQuestion, { type: 'listen' }>;

let server: Server | null = null;
const senders = new WeakMap<TLSSocket, Sender>();

answerParent<BareQuestion>(
  {
    listen,
    cpu: () => process.cpuUsage(),
  },
  () => {
    server?.closeAllConnections();
    server?.close();
  },
);

/** The least that a server can do with a report: the same transport, unpack, parse, answer. It keeps nothing. */
async function listen({ key, certificate, authority, isChecking }: Listen): Promise<number> {
  server = createServer(
    {
      key,
      cert: `${certificate}${authority}`,
      ca: authority,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      keepAliveTimeout: 60_000,
    },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const packed = Buffer.concat(chunks);
        const { statement } = isChecking ? checked(packed, request.socket as TLSSocket) : parsed(packed);
        const answer = JSON.stringify({ reportId: statement.reportId, status: 'stored' });
        response.writeHead(201, {
          'content-type': 'application/json; charset=utf-8',
          'content-length': answer.length,
        });
        response.end(answer);
      });
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function parsed(packed: Buffer): Submission {
  return JSON.parse(gunzipSync(packed).toString('utf8')) as Submission;
}

function checked(packed: Buffer, socket: TLSSocket): Pick<Submission, 'statement'> {
  const sender = senders.get(socket) ?? senderOf(socket);
  senders.set(socket, sender);
  return acceptSubmission(packed, 'gzip', sender, Date.now());
}

/** Whoever the authority has named; the collector asks its database besides. */
function senderOf(socket: TLSSocket): Sender {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) throw new Error('a connection without a certificate');
  const hostId = certificate.subject.replace(/^CN=/, '');
  return { hostId, fingerprint: certificate.fingerprint256, publicKey: certificate.publicKey };
}
