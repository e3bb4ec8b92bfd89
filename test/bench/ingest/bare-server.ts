import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Submission } from '@tenken/shared';
import { answerParent } from '../measure/child.ts';

export type BareQuestion =
  | { type: 'listen'; key: string; certificate: string; authority: string }
  | { type: 'cpu' };

let server: Server | null = null;

answerParent<BareQuestion>(
  {
    listen: ({ key, certificate, authority }) => listen(key, certificate, authority),
    cpu: () => process.cpuUsage(),
  },
  () => {
    server?.closeAllConnections();
    server?.close();
  },
);

/** The least that a server can do with a report: the same transport, unpack, parse, answer. It keeps nothing. */
async function listen(key: string, certificate: string, authority: string): Promise<number> {
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
        const { statement } = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString('utf8')) as Submission;
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
