import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { CertificateAuthority } from '../../collector/src/ca/certificate-authority.ts';
import type { Collector } from '../../collector/src/server.ts';
import { signedByTheAuthority } from './forged-certificates.ts';
import { scratchFolder } from './scratch-folder.ts';

/** A server that takes whatever comes, and remembers each byte that was meant for HTTP. */
export async function impostor(key: string, cert: string): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const server = createServer({ key, cert }, (request, response) => {
    requests += 1;
    request.resume();
    response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `https://localhost:${port}/api/v1/reports`, requests: () => requests };
}

/** Certificates that are not the collector's, and what an agent says of each. */
export const impostors: readonly {
  name: string;
  code: RegExp;
  make: (collector: Collector) => Promise<{ key: string; certificate: string }>;
}[] = [
  {
    name: 'of another authority, for the right name',
    code: /self-signed|unable to|certificate/i,
    make: async () => {
      const other = await CertificateAuthority.open(scratchFolder());
      return other.serverCertificate(['localhost']);
    },
  },
  {
    name: 'of the right authority, expired',
    code: /expired/i,
    make: (collector) => forged(collector, { fromHours: -2, toHours: -1 }),
  },
  {
    name: 'of the right authority, for no name',
    code: /altname|hostname|alt/i,
    make: (collector) => forged(collector, { fromHours: -1, toHours: 1 }),
  },
];

async function forged(collector: Collector, times: { fromHours: number; toHours: number }) {
  const { certificate, privateKey } = await signedByTheAuthority(
    { data: collector.directory.path, authority: collector.context.authority.anchor },
    { ...times, usages: ['1.3.6.1.5.5.7.3.1'] },
  );
  return { key: privateKey, certificate };
}
