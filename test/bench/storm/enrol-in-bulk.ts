import { generateKeyPairSync } from 'node:crypto';
import { certificateRequest } from '../../../agent/src/identity/csr.ts';
import { CertificateAuthority } from '../../../collector/src/ca/certificate-authority.ts';
import { lockDataDirectory, openDataDirectory } from '../../../collector/src/store/data-directory.ts';
import { openStoreOf, rememberDatabasePlace } from '../../../collector/src/store/database-place.ts';
import type { DatabasePlace } from '../../../collector/src/store/database-place.ts';
import { repositories } from '../../../collector/src/store/repositories.ts';

export type BulkAgent = { hostId: string; certificate: string; privateKey: string };
export type BulkEnrolled = { authority: string; agents: BulkAgent[] };

/** Enrols hosts in a data directory that no collector works on, as the route does, past the limit for strangers. */
export async function enrolInBulk(data: string, count: number, database?: string): Promise<BulkEnrolled> {
  const agents: BulkAgent[] = [];
  const place = database === undefined ? undefined : { url: database, passwordFile: null };
  const authority = await enrolEach(data, count, (agent) => agents.push(agent), place);
  return { authority, agents };
}

/**
 * The same for more hosts than fit into memory.
 *
 * @param database an empty PostgreSQL database; without one the folder's own
 * @returns the certificate of the authority, PEM
 */
export async function enrolEach(
  data: string,
  count: number,
  take: (agent: BulkAgent) => void,
  database?: DatabasePlace,
): Promise<string> {
  const directory = openDataDirectory(data);
  const lock = lockDataDirectory(directory);
  if (database !== undefined) rememberDatabasePlace(directory, database);
  const store = await openStoreOf(directory);
  try {
    const authority = await CertificateAuthority.open(directory.authority);
    const { enrolments, enrolmentTokens } = repositories(store);
    const now = Date.now();
    const made = { label: '', actor: 'console:test', now, lifetimeMs: 3_600_000, uses: count };
    const token = await enrolmentTokens.create(made);
    for (let index = 0; index < count; index += 1) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const hostId = crypto.randomUUID();
      const certificate = await authority.issueClient(certificateRequest(privateKey, publicKey), hostId);
      if (!certificate) throw new Error('the authority refuses its own kind of request');
      await enrolments.enrol(token, { id: hostId, name: `host-${index}`, certificate }, now);
      take({
        hostId,
        certificate: certificate.pem,
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      });
    }
    return authority.anchor;
  } finally {
    await store.close();
    lock.release();
  }
}
