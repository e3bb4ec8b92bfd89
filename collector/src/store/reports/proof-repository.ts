import { sha256 as hashOf } from '@tenken/shared';
import type { Statement } from '@tenken/shared';
import type { Db } from './evidence-repository.ts';
import { ofOneMoment } from '../sql/one-moment.ts';
import { reportAt, reportById, reportsNewestFirst } from './report-history.ts';
import type { CountedReport } from './report-history.ts';
import type { SignedText } from './report-pack.ts';
import type { Store } from '../store.ts';
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
      const report = await this.#newestNaming(row.host_id, sha256, row.report_id ?? '');
      if (report) found.push(report);
    }
    if (found.length > 0 || hostId === undefined) return found;
    const earlier = await this.#earlier(sha256, hostId);
    return earlier ? [earlier] : [];
  }

  /** The newest report of a host where that states it, which is then not written beside the evidence; else that one. */
  async #newestNaming(hostId: string, sha256: string, reportId: string): Promise<NamingReport | null> {
    return ofOneMoment(this.#store, async (db) => {
      const newest = await reportAt(db, hostId, Number.MAX_SAFE_INTEGER);
      const naming = newest && (await namingOf(db, hostId, newest));
      if (naming && names(naming, sha256)) return naming;
      const report = await reportById(db, hostId, reportId);
      return report && namingOf(db, hostId, report);
    });
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
    return ofOneMoment(this.#store, async (db) => {
      let looked = 0;
      for await (const report of reportsNewestFirst(db, hostId)) {
        if (looked === reportsLookedAt) return null;
        looked += 1;
        const naming = await namingOf(db, hostId, report);
        if (names(naming, sha256)) return naming;
      }
      return null;
    });
  }
}

async function namingOf(db: Db, hostId: string, { signed, ...report }: CountedReport): Promise<NamingReport> {
  const host = await db.selectFrom('host').select('name').where('id', '=', hostId).executeTakeFirst();
  const certificate = await db
    .selectFrom('certificate')
    .select('pem')
    .where('fingerprint', '=', signed?.fingerprint ?? '')
    .executeTakeFirst();
  return {
    hostId,
    hostName: host?.name ?? '',
    reportId: report.reportId,
    receivedAt: new Date(report.receivedAt).toISOString(),
    scannedAt: new Date(report.scannedAt).toISOString(),
    certificateFingerprint: signed?.fingerprint ?? null,
    statement: signed && statementIn(signed),
    signature: signed?.signature ?? null,
    certificate: certificate?.pem ?? null,
  };
}

function names({ statement }: NamingReport, sha256: string): boolean {
  return statement?.evidence.some((stated) => stated.sha256 === sha256) === true;
}

/** What cannot be read names nothing, and was signed by nobody. */
function statementIn(signed: SignedText): Statement {
  try {
    return JSON.parse(signed.statement()) as Statement;
  } catch {
    return { evidence: [] } as unknown as Statement;
  }
}
