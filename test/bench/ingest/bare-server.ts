import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import type { Submission } from '@tenken/shared';
import { acceptSubmission } from '../../../collector/src/ingest/accept-submission.ts';
import type { Sender } from '../../../collector/src/ingest/accept-submission.ts';
import { BatchWriter } from '../../../collector/src/ingest/batch-writer.ts';
import { letHeapGrow } from '../../../collector/src/service/heap.ts';
import type { AcceptedReport } from '../../../collector/src/store/reports/report-repository.ts';
import { answerParent } from '../measure/child.ts';
import { LeastStore } from './least-store.ts';

/** What a server does with a report: nothing but parse it; check it as the collector does; keep the least of it, too. */
export type Does = 'parse' | 'check' | 'store';

export type BareQuestion =
  | { type: 'listen'; key: string; certificate: string; authority: string; does: Does }
  | { type: 'cpu' };

type Listen = Extract<BareQuestion, { type: 'listen' }>;
/** @returns the report's id, when all is done with it */
type Take = (packed: Buffer, socket: TLSSocket) => string | Promise<string>;

// On the checkout's own disk: the system's folder for temporary files may be memory, where a sync costs nothing.
const cache = resolve(import.meta.dirname, '../../../.cache');
let close: () => void = () => undefined;
const senders = new WeakMap<TLSSocket, Sender>();

answerParent<BareQuestion>(
  {
    listen,
    cpu: () => process.cpuUsage(),
  },
  () => close(),
);

/** The same transport as the collector's, and Node's own server on it. */
async function listen({ key, certificate, authority, does }: Listen): Promise<number> {
  const take = { parse: () => parsing, check: () => checking, store: storing }[does]();
  const server: Server = createServer(
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
      const answer = (reportId: string) => {
        const text = JSON.stringify({ reportId, status: 'stored' });
        response.writeHead(201, {
          'content-type': 'application/json; charset=utf-8',
          'content-length': text.length,
        });
        response.end(text);
      };
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const taken = take(Buffer.concat(chunks), request.socket as TLSSocket);
        if (typeof taken === 'string') answer(taken);
        else void taken.then(answer, () => response.destroy());
      });
    },
  );
  const before = close;
  close = () => {
    server.closeAllConnections();
    server.close();
    before();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const parsing: Take = (packed) =>
  (JSON.parse(gunzipSync(packed).toString('utf8')) as Submission).statement.reportId;

const checking: Take = (packed, socket) => checked(packed, socket).statement.reportId;

function storing(): Take {
  letHeapGrow();
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bench-'));
  const store = new LeastStore(join(folder, 'least.db'));
  const writer = new BatchWriter<AcceptedReport, AcceptedReport>(
    (batch) => Promise.resolve(store.storeBatch(batch)),
    { maxBatch: 256, maxWaiting: 1024, everyMs: 20 },
  );
  close = () => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return async (packed, socket) => (await writer.add(checked(packed, socket))).statement.reportId;
}

function checked(packed: Buffer, socket: TLSSocket): AcceptedReport {
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
