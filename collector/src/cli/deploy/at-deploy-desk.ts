import { readFileSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';
import * as z from 'zod';
import { CertificateAuthority } from '../../ca/certificate-authority.ts';
import { Connection } from '../desk/connection.ts';
import type { Answer } from '../desk/connection.ts';
import type { Place } from '../desk/desk-options.ts';
import { refused } from '../desk/refused.ts';
import { signIn } from '../desk/sign-in.ts';
import { consoleChange, withStore } from '../with-store.ts';
import type { DeployDesk } from './deploy-desk.ts';

const hourMs = 60 * 60 * 1000;

/**
 * Works with the collector that a command names.
 *
 * @param server where hosts enrol; null: the address of `--server`, or nowhere when nobody is to enrol
 * @throws {TenkenError}
 */
export function atDeployDesk<T>(
  place: Place,
  server: string | null,
  work: (desk: DeployDesk) => Promise<T>,
): Promise<T> {
  return place.kind === 'data' ? onData(place.folder, server, work) : atServer(place, server, work);
}

function onData<T>(
  folder: string,
  server: string | null,
  work: (desk: DeployDesk) => Promise<T>,
): Promise<T> {
  return withStore(folder, async ({ enrolmentTokens, hosts }, directory) => {
    const { anchor } = await CertificateAuthority.open(directory.authority);
    return work({
      server: server ?? '',
      authority: anchor,
      makeToken: ({ name, label }) =>
        enrolmentTokens.create({
          ...consoleChange(),
          label,
          lifetimeMs: hourMs,
          uses: 1,
          hostPattern: name,
        }),
      newestReport: (hostId) => hosts.find(hostId),
    });
  });
}

const NewToken = z.object({ token: z.string().min(1).max(200) });
const HostAnswer = z.object({
  host: z.object({ agentVersion: z.string().nullable(), lastReportAt: z.string().nullable() }),
});

async function atServer<T>(
  { url, account, authority }: Extract<Place, { kind: 'server' }>,
  server: string | null,
  work: (desk: DeployDesk) => Promise<T>,
): Promise<T> {
  if (authority === null) {
    throw new TenkenError(
      'usage',
      'Name with --authority the authority.pem of the collector: hosts get it, to know the collector by.',
    );
  }
  const pem = readFileSync(authority, 'utf8');
  const connection = new Connection(url, authority);
  const signedIn = await signIn(connection, account);
  const { headers } = signedIn;
  const taken = (answer: Answer): unknown => {
    if (answer.status >= 200 && answer.status <= 299) return answer.json;
    throw refused(answer, signedIn.with);
  };
  try {
    return await work({
      server: server ?? connection.url.origin,
      authority: pem,
      async makeToken({ name, label }) {
        const body = JSON.stringify({ label, hours: 1, uses: 1, hostPattern: name });
        const sent = {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body,
        } as const;
        return NewToken.parse(taken(await connection.ask('/api/v1/enrolment-tokens', sent))).token;
      },
      async newestReport(hostId) {
        const answer = await connection.ask(`/api/v1/hosts/${encodeURIComponent(hostId)}`, { headers });
        return answer.status === 404 ? null : HostAnswer.parse(taken(answer)).host;
      },
    });
  } finally {
    await signedIn.signOut();
  }
}
