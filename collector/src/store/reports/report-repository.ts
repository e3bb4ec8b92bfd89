import { sha256 } from '@tenken/shared';
import type { Evidence, EvidenceBody, Statement } from '@tenken/shared';
import type { Carriage, CarriedBy } from './carriage.ts';
import { heardAt, readCarriage } from './carriage.ts';
import { damagedDatabase } from '../damage/damage.ts';
import { isDamagedHistory, storeBesideDamage } from './damaged-history.ts';
import type { Db, SentBody } from './evidence-repository.ts';
import { lockHosts } from '../hosts/lock-hosts.ts';
import { isoTime } from '../sql/iso-time.ts';
import { ofOneMoment } from '../sql/one-moment.ts';
import { newestState, newestStates, reportAt, reportById, reportsNewestFirst } from './report-history.ts';
import { bodyColumns, evidenceIfDue, evidenceOfKinds, isStated } from './evidence-if-due.ts';
import type { BodyRow, KindOfHost } from './evidence-if-due.ts';
import { storeReports } from './report-intake.ts';
import { currentEvidence } from './stated-evidence.ts';
import type { StatedState } from './stated-evidence.ts';
import type { Store } from '../store.ts';
import { inflated } from './stored-body.ts';
import { TallyChanges } from '../tallies/tally-changes.ts';

/** A report that has passed every check, with the identity that its certificate proved. */
export type AcceptedReport = {
  hostId: string;
  statement: Statement;
  /** The bytes that were signed. */
  canonicalStatement: string;
  signature: string;
  /** Of the certificate whose key signed. */
  fingerprint: string;
  /** By the hash that was computed from each. */
  bodies: ReadonlyMap<string, SentBody>;
  /** Equal for every attempt to send one report. */
  sha256: string;
  receivedAt: number;
  /** How it came as a file; left out when it came over the network. */
  carried?: Carriage;
};

export type StoredReport =
  | { status: 'stored' | 'duplicate' | 'quarantined'; receivedAt: number; lastSequence: number }
  /** Nothing was stored: the host has used this report id for another content. */
  | { status: 'conflict' }
  /** Nothing was stored: reports of this age were removed, and nobody can tell whether this one was among them. */
  | { status: 'forgotten' }
  /** Nothing was stored: these bodies are neither here nor in the report. */
  | { status: 'missing'; hashes: string[] }
  /** Nothing was stored: this hash is that of evidence of another kind. */
  | { status: 'kind-wrong'; kind: string };

/** What a host said and signed, for whoever checks it again. */
export type SignedReport = {
  statement: Statement;
  signature: string;
  certificate: string;
  fingerprint: string;
  receivedAt: string;
  /** Why it is kept apart from the host's state, or null. */
  quarantined: string | null;
  /** How it came as a file, or null. */
  carried: CarriedBy | null;
};

/** The newest report that had come by a moment, as the host stated it. */
export type HeldStatement = {
  reportId: string;
  statement: Statement;
  fingerprint: string;
  receivedAt: number;
  /** When the host said it: as it arrived, or for a carried file as the host's own clock says. */
  heardAt: number;
};

export type ReportSummary = { reportId: string; sequence: number; receivedAt: string; scannedAt: string };

/** Evidence with when it was read by both clocks, and in which report that was said last. */
export type NewestEvidence = Evidence & { claimedAt: string | null; reportId: string | null };

/** Reports, the newest evidence of each host, and when it changed. */
export class ReportRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Stores many reports in one transaction; when this returns they are on disk. The answers come in the order of
   * the reports. A report that is known already changes nothing and is answered as the first time.
   */
  async storeBatch(batch: readonly AcceptedReport[]): Promise<StoredReport[]> {
    try {
      return await this.#storeBatch(batch, () => Promise.resolve(new Map()));
    } catch (error) {
      if (!isDamagedHistory(error)) throw error;
      return this.#storeBatch(batch, (db) => storeBesideDamage(db, batch));
    }
  }

  /** @param first stores some of them in another way, in the same transaction */
  #storeBatch(
    batch: readonly AcceptedReport[],
    first: (db: Db) => Promise<ReadonlyMap<AcceptedReport, StoredReport>>,
  ): Promise<StoredReport[]> {
    return this.#store.writeByHost.transaction().execute(async (db) => {
      await lockHosts(
        db,
        batch.map(({ hostId }) => hostId),
      );
      const beside = await first(db);
      const rest = batch.filter((accepted) => !beside.has(accepted));
      const tally = new TallyChanges();
      const stored = await storeReports(db, rest, tally);
      await tally.write(db);
      const answers = new Map([...beside, ...rest.map((accepted, at) => [accepted, stored[at]] as const)]);
      return batch.map((accepted) => {
        const answer = answers.get(accepted);
        if (!answer) throw new Error('a report was left out');
        return answer;
      });
    });
  }

  /** The newest evidence of one host, by kind. */
  async newestEvidence(hostId: string): Promise<Map<string, NewestEvidence>> {
    const rows = await this.#store.read
      .selectFrom('evidence')
      .leftJoin('evidence_body', 'evidence_body.sha256', 'evidence.sha256')
      .select(bodyColumns)
      .where('evidence.host_id', '=', hostId)
      .orderBy('evidence.kind')
      .execute();
    return this.#current(rows, await newestState(this.#store.read, hostId));
  }

  /**
   * The same of these kinds alone, of many hosts: that one is missing, or that nothing is told of a host, does not say
   * that it has no other.
   */
  async newestEvidenceOf(
    wanted: readonly KindOfHost[],
  ): Promise<ReadonlyMap<string, Map<string, NewestEvidence>>> {
    const rows = Map.groupBy(await evidenceOfKinds(this.#store.read, wanted), ({ host_id: host }) => host);
    const states = await newestStates(this.#store.read, [...rows.keys()]);
    return new Map([...rows].map(([host, own]) => [host, this.#current(own, states.get(host) ?? null)]));
  }

  /**
   * The same where the host is still to be judged, with the number of the report that said it; null where another
   * collector has judged it meanwhile.
   *
   * @param host as it was found to be due
   * @param now when it was
   */
  async evidenceIfDue(
    { id: hostId, edition }: { id: string; edition: number },
    now: number,
  ): Promise<{ lastSequence: number; evidence: Map<string, NewestEvidence> } | null> {
    const rows = await evidenceIfDue(this.#store.read, { hostId, now, edition });
    const [first] = rows;
    if (!first) return null;
    const newest = await newestState(this.#store.read, hostId);
    const evidence = this.#current(rows.filter(isStated), newest);
    return { lastSequence: first.last_sequence, evidence };
  }

  #current(rows: readonly BodyRow[], newest: StatedState | null): Map<string, NewestEvidence> {
    const current = currentEvidence(rows, newest);
    return new Map(
      rows.map((row) => {
        const { collected_at: collectedAt, claimed_at: claimedAt, ...now } = current.get(row.kind) ?? row;
        const evidence = {
          sha256: row.sha256,
          collectedAt: isoTime(collectedAt),
          claimedAt: claimedAt === null ? null : isoTime(claimedAt),
          durationMs: now.duration_ms,
          reportId: now.report_id,
          body: bodyOf(this.#store, row.sha256, row.body),
        };
        return [row.kind, evidence];
      }),
    );
  }

  /** One body by its hash, or null. */
  async evidenceBody(hash: string): Promise<EvidenceBody | null> {
    const row = await this.#store.read
      .selectFrom('evidence_body')
      .select('body')
      .where('sha256', '=', hash)
      .executeTakeFirst();
    return row ? bodyOf(this.#store, hash, row.body) : null;
  }

  /** Reports that count for a host, newest first. */
  list(hostId: string, page: { limit: number; offset: number }): Promise<ReportSummary[]> {
    return ofOneMoment(this.#store, async (db) => {
      const found: ReportSummary[] = [];
      let place = 0;
      for await (const report of reportsNewestFirst(db, hostId)) {
        if (place >= page.offset + page.limit) break;
        if (place >= page.offset) {
          const { reportId, sequence, receivedAt, scannedAt } = report;
          found.push({ reportId, sequence, receivedAt: isoTime(receivedAt), scannedAt: isoTime(scannedAt) });
        }
        place += 1;
      }
      return found;
    });
  }

  /** The report with the highest number among those that had come by then; null before the first. */
  async statementAt(hostId: string, moment: number): Promise<HeldStatement | null> {
    const report = await reportAt(this.#store.read, hostId, moment);
    if (!report?.signed) return null;
    const { reportId, receivedAt, carried, signed } = report;
    const statement = JSON.parse(signed.statement()) as Statement;
    return {
      reportId,
      statement,
      fingerprint: signed.fingerprint,
      receivedAt,
      heardAt: heardAt(Date.parse(statement.sentAt), receivedAt, carried),
    };
  }

  /** What the host signed; null when there is no such report, or it came before signatures were kept. */
  async signedReport(hostId: string, reportId: string): Promise<SignedReport | null> {
    const report = await ofOneMoment(this.#store, (db) => reportById(db, hostId, reportId));
    const certificate = report?.signed && (await this.#certificate(report.signed.fingerprint));
    if (report?.signed && typeof certificate === 'string') {
      const { statement, ...signed } = report.signed;
      return signedReport({ ...report, ...signed, text: statement(), certificate, reason: null });
    }
    const apart = await this.#store.read
      .selectFrom('quarantined_report')
      .selectAll()
      .where('host_id', '=', hostId)
      .where('report_id', '=', reportId)
      .executeTakeFirst();
    const { fingerprint = '' } = apart ?? {};
    const certificateApart = await this.#certificate(fingerprint);
    if (!apart || certificateApart === null) return null;
    return signedReport({
      text: inflated(apart.statement),
      signature: apart.signature,
      fingerprint,
      certificate: certificateApart,
      receivedAt: apart.received_at,
      reason: apart.reason,
      carried: readCarriage(apart.carried),
    });
  }

  async #certificate(fingerprint: string): Promise<string | null> {
    const row = await this.#store.read
      .selectFrom('certificate')
      .select('pem')
      .where('fingerprint', '=', fingerprint)
      .executeTakeFirst();
    return row?.pem ?? null;
  }
}

function signedReport(report: {
  text: string;
  signature: string;
  fingerprint: string;
  certificate: string;
  receivedAt: number;
  reason: string | null;
  carried: Carriage | null;
}): SignedReport {
  const { text, signature, fingerprint, certificate, receivedAt, carried } = report;
  const statement = JSON.parse(text) as Statement;
  const heard = heardAt(Date.parse(statement.sentAt), receivedAt, carried);
  return {
    statement,
    signature,
    certificate,
    fingerprint,
    receivedAt: isoTime(receivedAt),
    quarantined: report.reason,
    carried: carried && { ...carried, collectedAt: isoTime(heard), importedAt: isoTime(receivedAt) },
  };
}

/**
 * A flipped bit inside a body is no damage that SQLite could see, and would be judged as if the host had said so.
 *
 * @throws {TenkenError} `database-damaged`
 */
function bodyOf(store: Store, hash: string, stored: Buffer | null): EvidenceBody {
  let text: string | null = null;
  try {
    if (stored !== null) text = inflated(stored);
  } catch {
    // No deflate stream any more.
  }
  if (text !== null && sha256(text) === hash) return JSON.parse(text) as EvidenceBody;
  const what = stored === null ? `evidence ${hash} is gone` : `evidence ${hash} is not what its hash says`;
  store.gate.shut('database-damaged', what);
  throw damagedDatabase('The database', what);
}
