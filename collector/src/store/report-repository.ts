import { canonicalJson, contentHash, sha256 } from '@tenken/shared';
import type { Evidence, EvidenceBody, HostFacts, Statement } from '@tenken/shared';
import { correctedTime } from '../ingest/claimed-time.ts';
import { appendAudit } from './audit-repository.ts';
import { damagedDatabase } from './damage.ts';
import type { Current, Db, SentBody } from './evidence-repository.ts';
import type { Carriage, CarriedBy } from './carriage.ts';
import { heardAt, readCarriage } from './carriage.ts';
import { currentEvidence, knownBodies, storeBodies, storeLate, storeNewest } from './evidence-repository.ts';
import { hostColumns } from './host-columns.ts';
import { storeNameParts } from './name-parts.ts';
import { countChangedHost } from './host-tallies.ts';
import { lockHosts } from './lock-hosts.ts';
import { packedNumber, reportAt, reportById, reportsNewestFirst } from './report-history.ts';
import { quarantineReason } from './quarantine.ts';
import type { QuarantineReason } from './quarantine.ts';
import { preparedInsert, preparedQuery } from './prepared-query.ts';
import type { HostRow, ReportRow, ReportStatementRow } from './schema.ts';
import type { Store } from './store.ts';
import { inflated, keptStatement } from './stored-body.ts';
import { TallyChanges } from './tally-changes.ts';

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
    return this.#store.writeByHost.transaction().execute(async (db) => {
      await lockHosts(
        db,
        batch.map(({ hostId }) => hostId),
      );
      const answers: StoredReport[] = [];
      const tally = new TallyChanges();
      for (const accepted of batch) answers.push(await storeOne(db, accepted, tally));
      await tally.write(db);
      return answers;
    });
  }

  /** The newest evidence of one host, by kind. */
  async newestEvidence(hostId: string): Promise<Map<string, NewestEvidence>> {
    const rows = await this.#store.read
      .selectFrom('evidence')
      .innerJoin('evidence_body', 'evidence_body.sha256', 'evidence.sha256')
      .select([
        'evidence.kind',
        'evidence.sha256',
        'evidence.collected_at',
        'evidence.claimed_at',
        'evidence.duration_ms',
        'evidence.report_id',
        'evidence_body.body',
      ])
      .where('evidence.host_id', '=', hostId)
      .orderBy('evidence.kind')
      .execute();
    return new Map(
      rows.map((row) => [
        row.kind,
        {
          sha256: row.sha256,
          collectedAt: iso(row.collected_at),
          claimedAt: row.claimed_at === null ? null : iso(row.claimed_at),
          durationMs: row.duration_ms,
          reportId: row.report_id,
          body: bodyOf(this.#store, row.sha256, row.body),
        },
      ]),
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
  async list(hostId: string, page: { limit: number; offset: number }): Promise<ReportSummary[]> {
    const found: ReportSummary[] = [];
    let place = 0;
    for await (const report of reportsNewestFirst(this.#store.read, hostId)) {
      if (place >= page.offset + page.limit) break;
      if (place >= page.offset) {
        const { reportId, sequence, receivedAt, scannedAt } = report;
        found.push({ reportId, sequence, receivedAt: iso(receivedAt), scannedAt: iso(scannedAt) });
      }
      place += 1;
    }
    return found;
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
    const report = await reportById(this.#store.read, hostId, reportId);
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

type ReportKey = { hostId: string; reportId: string };

const selectHost = preparedQuery<{ hostId: string }, HostRow>((db, slot) =>
  db.selectFrom('host').selectAll().where('id', '=', slot('hostId')),
);

const selectReport = preparedQuery<ReportKey, { received_at: number; sha256: string }>((db, slot) =>
  db
    .selectFrom('report')
    .select(['received_at', 'sha256'])
    .where('host_id', '=', slot('hostId'))
    .where('report_id', '=', slot('reportId')),
);

const selectApart = preparedQuery<ReportKey, { received_at: number }>((db, slot) =>
  db
    .selectFrom('quarantined_report')
    .select('received_at')
    .where('host_id', '=', slot('hostId'))
    .where('report_id', '=', slot('reportId')),
);

const insertReport = preparedInsert<ReportRow>(
  ['host_id', 'report_id', 'sequence', 'sha256', 'received_at', 'scanned_at', 'carried'],
  (db, rows) => db.insertInto('report').values(rows),
);

const insertStatement = preparedInsert<ReportStatementRow>(
  ['host_id', 'report_id', 'statement', 'signature', 'fingerprint'],
  (db, rows) => db.insertInto('report_statement').values(rows),
);

const stateColumns = [
  'architecture',
  'machine_id_hash',
  'agent_version',
  'last_report_at',
  'last_sequence',
  'clock_skew_ms',
  'settings_sequence',
  'settings_refused',
  'carried',
  'needs_evaluation',
  'sequence_gaps',
  'reports_dropped',
] as const;

/** What a host's newest report says of it. */
type HostState = Pick<HostRow, (typeof stateColumns)[number]>;

const updateState = preparedQuery<HostState & { hostId: string }>((db, slot) =>
  db
    .updateTable('host')
    .set(Object.fromEntries(stateColumns.map((column) => [column, slot(column)])))
    .where('id', '=', slot('hostId')),
);

/** Stores one report in a transaction of the caller's, who has locked its host. */
export async function storeOne(db: Db, accepted: AcceptedReport, tally: TallyChanges): Promise<StoredReport> {
  const { hostId, statement } = accepted;
  const [host] = await selectHost(db, { hostId });
  if (!host) throw new Error('a report of a host that is not here');
  const before = await answeredBefore(db, accepted, host.last_sequence);
  if (before) return before;
  if (statement.sequence <= host.forgotten_sequence) return { status: 'forgotten' };
  const unsent = statement.evidence.filter(({ sha256 }) => !accepted.bodies.has(sha256));
  const known = await knownBodies(
    db,
    unsent.map(({ sha256 }) => sha256),
  );
  const hashes = unsent.filter(({ sha256 }) => !known.has(sha256)).map(({ sha256 }) => sha256);
  if (hashes.length > 0) return { status: 'missing', hashes };
  const odd = unsent.find(({ sha256, kind }) => known.get(sha256) !== kind);
  if (odd) return { status: 'kind-wrong', kind: odd.kind };
  const current = await currentEvidence(db, hostId);
  await storeBodies(db, accepted.bodies, current, accepted.receivedAt);
  const taken = statement.sequence <= host.last_sequence && (await isNumberTaken(db, accepted));
  const foreign = quarantineReason(host, statement, taken);
  if (foreign) return quarantine(db, accepted, host, foreign);
  return storeCounted(db, accepted, host, current, tally);
}

async function answeredBefore(
  db: Db,
  { hostId, statement, sha256 }: AcceptedReport,
  lastSequence: number,
): Promise<StoredReport | null> {
  const key = { hostId, reportId: statement.reportId };
  const [counted] = await selectReport(db, key);
  if (counted && counted.sha256 !== sha256) return { status: 'conflict' };
  if (counted) return { status: 'duplicate', receivedAt: counted.received_at, lastSequence };
  const packed = statement.sequence <= lastSequence && (await packedNumber(db, hostId, statement.sequence));
  if (packed && packed.reportId === statement.reportId) {
    const first = packed.signed === null ? null : contentHash(JSON.parse(packed.signed.statement()) as Statement);
    if (first !== sha256) return { status: 'conflict' };
    return { status: 'duplicate', receivedAt: packed.receivedAt, lastSequence };
  }
  const [apart] = await selectApart(db, key);
  return apart ? { status: 'quarantined', receivedAt: apart.received_at, lastSequence } : null;
}

async function isNumberTaken(db: Db, { hostId, statement }: AcceptedReport): Promise<boolean> {
  const row = await db
    .selectFrom('report')
    .select('report_id')
    .where('host_id', '=', hostId)
    .where('sequence', '=', statement.sequence)
    .executeTakeFirst();
  return row !== undefined || (await packedNumber(db, hostId, statement.sequence)) !== null;
}

async function quarantine(
  db: Db,
  accepted: AcceptedReport,
  host: HostRow,
  reason: QuarantineReason,
): Promise<StoredReport> {
  const { hostId, statement, receivedAt } = accepted;
  await db
    .insertInto('quarantined_report')
    .values({
      host_id: hostId,
      report_id: statement.reportId,
      sequence: statement.sequence,
      reason,
      machine_id_hash: statement.host.machineIdHash,
      received_at: receivedAt,
      statement: keptStatement(statement, accepted.canonicalStatement),
      signature: accepted.signature,
      fingerprint: accepted.fingerprint,
      carried: accepted.carried ? canonicalJson(accepted.carried) : null,
    })
    .execute();
  if (host.status !== 'quarantined') {
    await db
      .updateTable('host')
      .set({ status: 'quarantined', status_reason: reason, status_at: receivedAt })
      .where('id', '=', hostId)
      .execute();
    await appendAudit(db, {
      at: receivedAt,
      actor: 'collector',
      action: 'host-quarantined',
      subject: `host:${hostId}`,
      details: { reason, reportId: statement.reportId },
    });
  }
  return { status: 'quarantined', receivedAt, lastSequence: host.last_sequence };
}

async function storeCounted(
  db: Db,
  accepted: AcceptedReport,
  host: HostRow,
  current: Current,
  tally: TallyChanges,
): Promise<StoredReport> {
  const { hostId, statement, receivedAt } = accepted;
  const { reportId, sequence } = statement;
  await insertReport(db, [
    {
      host_id: hostId,
      report_id: reportId,
      sequence,
      sha256: accepted.sha256,
      received_at: receivedAt,
      scanned_at: Date.parse(statement.scannedAt),
      carried: accepted.carried ? canonicalJson(accepted.carried) : null,
    },
  ]);
  await insertStatement(db, [
    {
      host_id: hostId,
      report_id: reportId,
      statement: keptStatement(statement, accepted.canonicalStatement),
      signature: accepted.signature,
      fingerprint: accepted.fingerprint,
    },
  ]);
  const evidence = dated(accepted, current, host.enrolled_at);
  const dropped = statement.gap?.dropped ?? 0;
  if (sequence > host.last_sequence) {
    await storeNewest(db, { hostId, reportId }, current, evidence);
    const state = stateOf(accepted, host);
    await storeIdentity(db, statement.host, host, state.last_report_at, tally);
    await updateState(db, {
      hostId,
      ...state,
      sequence_gaps: host.sequence_gaps + numbersLeftOut(host.last_sequence, sequence),
      reports_dropped: host.reports_dropped + dropped,
    });
  } else {
    await storeLate(db, hostId, current, evidence);
    await db
      .updateTable('host')
      .set({
        sequence_gaps: Math.max(0, host.sequence_gaps - 1),
        reports_dropped: host.reports_dropped + dropped,
      })
      .where('id', '=', hostId)
      .execute();
  }
  return { status: 'stored', receivedAt, lastSequence: Math.max(sequence, host.last_sequence) };
}

/** What lists are sorted by changes rarely, and stands in many indexes: it is written when it has changed. */
async function storeIdentity(
  db: Db,
  facts: HostFacts,
  host: HostRow,
  reportedAt: number | null,
  tally: TallyChanges,
): Promise<void> {
  const { id, label } = host;
  const told = {
    name: facts.name,
    platform: facts.platform as string,
    os_name: facts.osName,
    os_version: facts.osVersion,
  };
  const after = { ...told, ...hostColumns({ label, ...told }) };
  await countChangedHost(db, tally, host, { ...after, id, label, last_report_at: reportedAt });
  const columns = Object.keys(after) as (keyof typeof after)[];
  if (columns.every((column) => host[column] === after[column])) return;
  await db.updateTable('host').set(after).where('id', '=', id).execute();
  await storeNameParts(db, id, host.sort_name, after.sort_name);
}

function stateOf(
  { statement, receivedAt, carried }: AcceptedReport,
  host: HostRow,
): Omit<HostState, 'sequence_gaps' | 'reports_dropped'> {
  const sentAt = Date.parse(statement.sentAt);
  const heard = heardAt(sentAt, receivedAt, carried ?? null);
  return {
    architecture: statement.host.architecture,
    machine_id_hash: host.machine_id_hash ?? statement.host.machineIdHash,
    agent_version: statement.agentVersion,
    last_report_at: heard,
    last_sequence: statement.sequence,
    // Of a file that lay somewhere for days nobody can tell.
    clock_skew_ms: carried ? null : sentAt - receivedAt,
    settings_sequence: statement.settings?.sequence ?? null,
    settings_refused: statement.settings?.refused ?? null,
    carried: carried
      ? canonicalJson({ ...carried, collectedAt: iso(heard), importedAt: iso(receivedAt) })
      : null,
    needs_evaluation: 1,
  };
}

/** An agent whose counter was damaged goes on from the clock: that is one gap, not a milliard of reports. */
const longestGap = 100_000;

function numbersLeftOut(last: number, sequence: number): number {
  const left = sequence - last - 1;
  return left > longestGap ? 1 : left;
}

function dated({ statement, receivedAt, carried }: AcceptedReport, current: Current, enrolledAt: number) {
  const sentAt = Date.parse(statement.sentAt);
  const heard = heardAt(sentAt, receivedAt, carried ?? null);
  const earliest = Math.min(...[...current.values()].map((row) => row.collected_at), heard);
  const oldest = current.size === 0 ? enrolledAt : earliest;
  return statement.evidence.map((evidence) => {
    const claimedMs = Date.parse(evidence.collectedAt);
    return { ...evidence, claimedMs, collectedMs: correctedTime(claimedMs, sentAt, heard, oldest) };
  });
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
    receivedAt: iso(receivedAt),
    quarantined: report.reason,
    carried: carried && { ...carried, collectedAt: iso(heard), importedAt: iso(receivedAt) },
  };
}

/**
 * A flipped bit inside a body is no damage that SQLite could see, and would be judged as if the host had said so.
 *
 * @throws {TenkenError} `database-damaged`
 */
function bodyOf(store: Store, hash: string, stored: Buffer): EvidenceBody {
  let text: string | null = null;
  try {
    text = inflated(stored);
  } catch {
    // No deflate stream any more.
  }
  if (text !== null && sha256(text) === hash) return JSON.parse(text) as EvidenceBody;
  const what = `evidence ${hash} is not what its hash says`;
  store.gate.shut('database-damaged', what);
  throw damagedDatabase('The database', what);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
