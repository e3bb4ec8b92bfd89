import { generateKeyPairSync } from 'node:crypto';
import { certificateRequest } from '../../../agent/src/identity/csr.ts';
import { CertificateAuthority } from '../../../collector/src/ca/certificate-authority.ts';
import { lockDataDirectory, openDataDirectory } from '../../../collector/src/store/data-directory.ts';
import { repositories } from '../../../collector/src/store/repositories.ts';
import { openSqliteStore } from '../../../collector/src/store/store.ts';

export type BulkAgent = { hostId: string; certificate: string; privateKey: string };
export type BulkEnrolled = { authority: string; agents: BulkAgent[] };

/** Enrols hosts in a data directory that no collector works on, as the route does, past the limit for strangers. */
export async function enrolInBulk(data: string, count: number): Promise<BulkEnrolled> {
  const directory = openDataDirectory(data);
  const lock = lockDataDirectory(directory);
  const store = await openSqliteStore(directory.database);
  try {
    const authority = await CertificateAuthority.open(directory.authority);
    const { enrolments, enrolmentTokens } = repositories(store);
    const now = Date.now();
    const made = { label: '', actor: 'console:test', now, lifetimeMs: 3_600_000, uses: count };
    const token = await enrolmentTokens.create(made);
    const agents: BulkAgent[] = [];
    for (let index = 0; index < count; index += 1) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const hostId = crypto.randomUUID();
      const certificate = await authority.issueClient(certificateRequest(privateKey, publicKey), hostId);
      if (!certificate) throw new Error('the authority refuses its own kind of request');
      await enrolments.enrol(token, { id: hostId, name: `host-${index}`, certificate }, now);
      agents.push({
        hostId,
        certificate: certificate.pem,
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      });
    }
    return { authority: authority.anchor, agents };
  } finally {
    await store.close();
    lock.release();
  }
}
