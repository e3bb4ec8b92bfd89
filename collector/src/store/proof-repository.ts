import { sha256 as hashOf } from '@tenken/shared';
import type { Statement } from '@tenken/shared';
import type { Store } from './store.ts';
import { inflated } from './stored-body.ts';

/** A report in which a host says that it read a piece of evidence; null parts were never sent. */
export type NamingReport = {
  hostId: string;
  hostName: string;
  reportId: string;
  receivedAt: string;
  scannedAt: string;
  certificateFingerprint: string | null;
  statement: Statement | null;
  signature: string | null;
  certificate: string | null;
};

/** Equal machines have equal evidence: some of them stand for all. */
const mostHosts = 20;
/** Of a host that has other evidence by now. */
const reportsLookedAt = 200;

/** What is stored behind a piece of evidence, as it is: nothing here trusts that it is whole. */
export class ProofRepository {
  readonly #store: Pick<Store, 'read'>;

  constructor(store: Pick<Store, 'read'>) {
    this.#store = store;
  }

  /** Whether a stored body still has its hash; null where there is none. */
  async hashMatches(sha256: string): Promise<boolean | null> {
    const row = await this.#store.read
      .selectFrom('evidence_body')
      .select('body')
      .where('sha256', '=', sha256)
      .executeTakeFirst();
    if (!row) return null;
    try {
      return hashOf(inflated(row.body)) === sha256;
    } catch {
      return false;
    }
  }

  /** The newest report of each host that names it. @param hostId of this host only */
  async reportsNaming(sha256: string, hostId: string | undefined): Promise<NamingReport[]> {
    let query = this.#store.read
      .selectFrom('evidence')
      .select(['host_id', 'report_id'])
      .where('sha256', '=', sha256)
      .where('report_id', 'is not', null)
      .orderBy('host_id')
      .limit(mostHosts);
    if (hostId !== undefined) query = query.where('host_id', '=', hostId);
    const found: NamingReport[] = [];
    for (const row of await query.execute()) {
      const report = await this.#report(row.host_id, row.report_id ?? '');
      if (report) found.push(report);
    }
    if (found.length > 0 || hostId === undefined) return found;
    const earlier = await this.#earlier(sha256, hostId);
    return earlier ? [earlier] : [];
  }

  /** The newest report of a host that named evidence which another has replaced. */
  async #earlier(sha256: string, hostId: string): Promise<NamingReport | null> {
    const span = await this.#store.read
      .selectFrom('evidence_span')
      .select(['kind', 'last_seen_at'])
      .where('sha256', '=', sha256)
      .where('host_id', '=', hostId)
      .orderBy('last_seen_at', 'desc')
      .executeTakeFirst();
    if (!span) return null;
    const rows = await this.#store.read
      .selectFrom('report')
      .select('report_id')
      .where('host_id', '=', hostId)
      .orderBy('sequence', 'desc')
      .limit(reportsLookedAt)
      .execute();
    for (const { report_id: reportId } of rows) {
      const report = await this.#report(hostId, reportId);
      if (report?.statement?.evidence.some((stated) => stated.sha256 === sha256)) return report;
    }
    return null;
  }

  async #report(hostId: string, reportId: string): Promise<NamingReport | null> {
    const row = await this.#store.read
      .selectFrom('report')
      .innerJoin('host', 'host.id', 'report.host_id')
      .leftJoin('report_statement as said', (join) =>
        join.onRef('said.host_id', '=', 'report.host_id').onRef('said.report_id', '=', 'report.report_id'),
      )
      .leftJoin('certificate', 'certificate.fingerprint', 'said.fingerprint')
      .select([
        'host.name',
        'report.received_at',
        'report.scanned_at',
        'said.statement',
        'said.signature',
        'said.fingerprint',
        'certificate.pem',
      ])
      .where('report.host_id', '=', hostId)
      .where('report.report_id', '=', reportId)
      .executeTakeFirst();
    if (!row) return null;
    return {
      hostId,
      hostName: row.name,
      reportId,
      receivedAt: new Date(row.received_at).toISOString(),
      scannedAt: new Date(row.scanned_at).toISOString(),
      certificateFingerprint: row.fingerprint,
      statement: row.statement && statementIn(row.statement),
      signature: row.signature,
      certificate: row.pem,
    };
  }
}

/** What cannot be read names nothing, and was signed by nobody. */
function statementIn(packed: Buffer): Statement {
  try {
    return JSON.parse(inflated(packed)) as Statement;
  } catch {
    return { evidence: [] } as unknown as Statement;
  }
}
