import { canonicalJson, contentHash } from '@tenken/shared';
import type { HostFacts, StatedEvidence, Statement } from '@tenken/shared';
import { sql } from 'kysely';
import { correctedTime } from '../../ingest/claimed-time.ts';
import { appendAudit } from '../audit-repository.ts';
import { bulkInsert, bulkSelect, bulkUpdate } from '../sql/bulk.ts';
import { isoTime } from '../sql/iso-time.ts';
import { heardAt } from './carriage.ts';
import { hashAt, partsOf } from './compact-statement.ts';
import type { CompactStatement } from './compact-statement.ts';
import { EvidenceChanges, evidenceOfHosts } from './evidence-repository.ts';
import type { Current, DatedEvidence, Db, SentBody } from './evidence-repository.ts';
import { hostColumns } from '../hosts/host-columns.ts';
import { storeNameParts } from '../hosts/name-parts.ts';
import { countChangedHost } from '../tallies/host-tallies.ts';
import { keepApart } from './keep-apart.ts';
import { quarantineReason } from './quarantine.ts';
import type { QuarantineReason } from './quarantine.ts';
import { changedHashes } from './report-chunk.ts';
import { packedNumber } from './report-history.ts';
import type { AcceptedReport, StoredReport } from './report-repository.ts';
import type { HostRow, ReportRow, ReportStatementRow } from '../schema.ts';
import { currentEvidence, isOfUnknownAge, statedAt, stateIn, stateOf } from './stated-evidence.ts';
import type { StatedState } from './stated-evidence.ts';
import { nameBodies, storeBodies } from './named-bodies.ts';
import { keptStatement } from './stored-body.ts';
import type { TallyChanges } from '../tallies/tally-changes.ts';

type HostKey = { host_id: string };
type ReportKey = { host_id: string; report_id: string };

const selectHosts = bulkSelect<HostKey, HostRow>(
  ['host_id'],
  (hosts) => sql<HostRow>`select * from host where id in (${hosts})`,
);

type NewestRow = {
  host_id: string;
  report_id: string;
  received_at: number;
  carried: string | null;
  statement: Buffer;
};

/** Where two reports have the number, the first one made the state. */
const selectNewest = bulkSelect<HostKey, NewestRow>(
  ['host_id'],
  (hosts) =>
    sql<NewestRow>`select report.host_id, report.report_id, report.received_at, report.carried, said.statement
      from host join report on report.host_id = host.id and report.sequence = host.last_sequence
      join report_statement as said on said.host_id = report.host_id and said.report_id = report.report_id
      where host.id in (${hosts}) order by report.received_at desc`,
);

type KnownRow = ReportKey & { received_at: number; sha256: string };

const selectKnown = bulkSelect<ReportKey, KnownRow>(
  ['host_id', 'report_id'],
  (keys) =>
    sql<KnownRow>`select host_id, report_id, received_at, sha256 from report where (host_id, report_id) in (${keys})`,
);

const selectApart = bulkSelect<ReportKey, ReportKey & { received_at: number }>(
  ['host_id', 'report_id'],
  (keys) =>
    sql`select host_id, report_id, received_at from quarantined_report where (host_id, report_id) in (${keys})`,
);

const insertReports = bulkInsert<ReportRow>('report', {
  host_id: 'text',
  report_id: 'text',
  sequence: 'bigint',
  sha256: 'text',
  received_at: 'bigint',
  scanned_at: 'bigint',
  carried: 'text',
});

const insertStatements = bulkInsert<ReportStatementRow>('report_statement', {
  host_id: 'text',
  report_id: 'text',
  statement: 'bytea',
  signature: 'text',
  fingerprint: 'text',
});

const stateColumns = {
  architecture: 'text',
  machine_id_hash: 'text',
  agent_version: 'text',
  last_report_at: 'bigint',
  last_sequence: 'bigint',
  clock_skew_ms: 'bigint',
  settings_sequence: 'bigint',
  settings_refused: 'text',
  carried: 'text',
  needs_evaluation: 'integer',
  sequence_gaps: 'bigint',
  reports_dropped: 'bigint',
} as const;

/** What a host's newest report says of it. */
type HostState = Pick<HostRow, keyof typeof stateColumns>;

const updateStates = bulkUpdate<HostState & { id: string }>('host', {
  keys: { id: 'text' },
  set: stateColumns,
});

/** A report with what is known of its host before it. */
type Coming = {
  accepted: AcceptedReport;
  parts: CompactStatement;
  host: HostRow;
  newest: StatedState | null;
  /** Places of evidence that is not as in the newest report; null where that report alone does not tell. */
  changed: readonly number[] | null;
  /** The report that is stored under its id. */
  counted: KnownRow | null;
  apart: { received_at: number } | null;
};

/**
 * Stores reports in a transaction of the caller's, who has locked their hosts. Reports of one host are stored one after
 * another, in their order; those of others together: each table is read and written once for all.
 *
 * @returns what became of each, in their order
 */
export async function storeReports(
  db: Db,
  batch: readonly AcceptedReport[],
  tally: TallyChanges,
): Promise<StoredReport[]> {
  const answers = new Map<AcceptedReport, StoredReport>();
  let rest = batch;
  while (rest.length > 0) {
    const [first, later] = firstOfEachHost(rest);
    await storeRound(db, first, tally, answers);
    rest = later;
  }
  return batch.map((accepted) => {
    const answer = answers.get(accepted);
    if (!answer) throw new Error('a report was left out');
    return answer;
  });
}

function firstOfEachHost(batch: readonly AcceptedReport[]): [AcceptedReport[], AcceptedReport[]] {
  const hosts = new Set<string>();
  const [first, later]: [AcceptedReport[], AcceptedReport[]] = [[], []];
  for (const accepted of batch) {
    // The same report twice is answered twice.
    (hosts.has(accepted.hostId) ? later : first).push(accepted);
    hosts.add(accepted.hostId);
  }
  return [first, later];
}

async function storeRound(
  db: Db,
  round: readonly AcceptedReport[],
  tally: TallyChanges,
  answers: Map<AcceptedReport, StoredReport>,
): Promise<void> {
  const coming = await comingReports(db, round);
  const intake = await Intake.of(db, coming, tally);
  for (const one of coming) answers.set(one.accepted, await intake.store(one));
  await intake.write();
}

async function comingReports(db: Db, round: readonly AcceptedReport[]): Promise<Coming[]> {
  const hostKeys = round.map(({ hostId }) => ({ host_id: hostId }));
  const reportKeys = round.map(({ hostId, statement }) => ({
    host_id: hostId,
    report_id: statement.reportId,
  }));
  const hosts = byHost((await selectHosts(db, hostKeys)).map((row) => ({ ...row, host_id: row.id })));
  const newest = byHost(await selectNewest(db, hostKeys));
  const counted = byHost(await selectKnown(db, reportKeys));
  const apart = byHost(await selectApart(db, reportKeys));
  return round.map((accepted) => {
    const { hostId, statement } = accepted;
    const host = hosts.get(hostId);
    if (!host) throw new Error('a report of a host that is not here');
    const row = newest.get(hostId);
    const parts = partsOf(statement);
    const before = row ? stateIn(row) : null;
    const isNext = statement.sequence > host.last_sequence;
    return {
      accepted,
      parts,
      host,
      newest: before,
      changed: isNext && before ? changedPlaces(before.parts, parts) : null,
      counted: counted.get(hostId) ?? null,
      apart: apart.get(hostId) ?? null,
    };
  });
}

/** The last of several rows of a host. */
function byHost<Row extends HostKey>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.host_id, row]));
}

function changedPlaces(before: CompactStatement, after: CompactStatement): number[] | null {
  const isPlain = before.shape === after.shape && !isOfUnknownAge(before) && !isOfUnknownAge(after);
  return isPlain ? changedHashes(before.hashes, after.hashes) : null;
}

/** Reports of different hosts on their way into the database. */
class Intake {
  readonly #db: Db;
  readonly #tally: TallyChanges;
  /** By host, where its newest report alone does not tell. */
  readonly #current: ReadonlyMap<string, Current>;
  readonly #storedKinds: ReadonlyMap<string, string>;
  readonly #bodies = new Map<string, SentBody & { receivedAt: number }>();
  readonly #reports: ReportRow[] = [];
  readonly #statements: ReportStatementRow[] = [];
  readonly #states: (HostState & { id: string })[] = [];
  readonly #evidence = new EvidenceChanges();

  private constructor(
    db: Db,
    tally: TallyChanges,
    current: ReadonlyMap<string, Current>,
    storedKinds: ReadonlyMap<string, string>,
  ) {
    this.#db = db;
    this.#tally = tally;
    this.#current = current;
    this.#storedKinds = storedKinds;
  }

  static async of(db: Db, coming: readonly Coming[], tally: TallyChanges): Promise<Intake> {
    const named = new Set(coming.flatMap((one) => namedAnew(one).map(({ sha256 }) => sha256)));
    const now = Math.max(...coming.map(({ accepted }) => accepted.receivedAt));
    const unclear = coming.filter(({ changed }) => changed === null);
    const rows = Map.groupBy(
      await evidenceOfHosts(
        db,
        unclear.map(({ host }) => ({ host_id: host.id })),
      ),
      ({ host_id: host }) => host,
    );
    const current = new Map(
      unclear.map(({ host, newest }) => [host.id, currentEvidence(rows.get(host.id) ?? [], newest)]),
    );
    return new Intake(db, tally, current, await nameBodies(db, named, now));
  }

  async store(coming: Coming): Promise<StoredReport> {
    const { accepted, host } = coming;
    const { hostId, statement } = accepted;
    const before = await answeredBefore(this.#db, coming);
    if (before) return before;
    if (statement.sequence <= host.forgotten_sequence) return { status: 'forgotten' };
    const bare = namedAnew(coming).filter(({ sha256 }) => !accepted.bodies.has(sha256));
    const hashes = bare
      .filter(({ sha256 }) => this.#kindOf(sha256) === undefined)
      .map(({ sha256 }) => sha256);
    if (hashes.length > 0) return { status: 'missing', hashes };
    const odd = bare.find(({ sha256, kind }) => this.#kindOf(sha256) !== kind);
    if (odd) return { status: 'kind-wrong', kind: odd.kind };
    this.#takeBodies(coming);
    const taken = statement.sequence <= host.last_sequence && (await isNumberTaken(this.#db, accepted));
    const foreign = quarantineReason(host, statement, taken);
    if (foreign) return quarantine(this.#db, accepted, host, foreign);
    this.#takeReport(coming);
    const { sequence } = statement;
    if (sequence > host.last_sequence) {
      this.#takeNewest(coming);
      const state = stateAfter(coming);
      await storeIdentity(this.#db, statement.host, host, state.last_report_at, this.#tally);
      this.#states.push({ id: hostId, ...state });
    } else {
      this.#takeLate(coming);
      await storeLateState(this.#db, coming);
    }
    return {
      status: 'stored',
      receivedAt: accepted.receivedAt,
      lastSequence: Math.max(sequence, host.last_sequence),
    };
  }

  async write(): Promise<void> {
    await storeBodies(this.#db, this.#bodies);
    await insertReports(this.#db, this.#reports);
    await insertStatements(this.#db, this.#statements);
    await this.#evidence.write(this.#db);
    await updateStates(this.#db, this.#states);
  }

  #kindOf(sha256: string): string | undefined {
    return this.#storedKinds.get(sha256) ?? this.#bodies.get(sha256)?.kind;
  }

  /** Those of the host's newest evidence are there already. */
  #takeBodies({ accepted, changed, parts }: Coming): void {
    const { bodies, hostId, receivedAt } = accepted;
    if (bodies.size === 0) return;
    const current = this.#current.get(hostId);
    const known = new Set(Array.from(current?.values() ?? [], ({ sha256 }) => sha256));
    const added = changed === null ? null : new Set(changed.map((at) => hashAt(parts.hashes, at)));
    for (const [sha256, body] of bodies) {
      const isKnown = added === null ? known.has(sha256) : !added.has(sha256);
      if (!isKnown && !this.#storedKinds.has(sha256)) this.#bodies.set(sha256, { ...body, receivedAt });
    }
  }

  #takeReport({ accepted, parts }: Coming): void {
    const { hostId, statement, receivedAt, carried, signature, fingerprint } = accepted;
    const key = { host_id: hostId, report_id: statement.reportId };
    this.#reports.push({
      ...key,
      sequence: statement.sequence,
      sha256: accepted.sha256,
      received_at: receivedAt,
      scanned_at: Date.parse(statement.scannedAt),
      carried: carried ? canonicalJson(carried) : null,
    });
    const kept = keptStatement(statement, accepted.canonicalStatement, parts);
    this.#statements.push({ ...key, statement: kept, signature, fingerprint });
  }

  #takeNewest(coming: Coming): void {
    const { accepted, parts, newest, changed } = coming;
    const { hostId, statement } = accepted;
    if (newest && changed) {
      const now = stateOf(parts, statement.reportId, accepted.receivedAt, accepted.carried ?? null);
      for (const at of changed) {
        const stated = statement.evidence[at];
        if (!stated) continue;
        const { collected_at: collectedMs, claimed_at: claimedMs } = statedAt(now, at, now.heardAt);
        const evidence = { ...stated, collectedMs, claimedMs: claimedMs ?? collectedMs };
        this.#evidence.changed(hostId, statement.reportId, evidence, statedAt(newest, at, newest.heardAt));
      }
      return;
    }
    const current: Current = this.#current.get(hostId) ?? new Map();
    const isUnclear = isOfUnknownAge(parts);
    for (const evidence of dated(coming, current)) {
      const before = current.get(evidence.kind);
      if (before?.sha256 !== evidence.sha256) {
        this.#evidence.changed(hostId, statement.reportId, evidence, before);
      } else if (isUnclear) {
        this.#evidence.confirmed(hostId, statement.reportId, evidence);
      }
    }
    const stated = new Set(statement.evidence.map(({ kind }) => kind));
    for (const [kind, before] of current) {
      if (!stated.has(kind)) this.#evidence.leftOut(hostId, kind, before);
    }
  }

  #takeLate(coming: Coming): void {
    const { hostId } = coming.accepted;
    const current: Current = this.#current.get(hostId) ?? new Map();
    for (const evidence of dated(coming, current)) {
      if (current.get(evidence.kind)?.sha256 !== evidence.sha256) this.#evidence.late(hostId, evidence);
    }
  }
}

/** Evidence that is not that of the newest report, as far as that alone tells. */
function namedAnew({ accepted, changed }: Coming): readonly StatedEvidence[] {
  const { evidence } = accepted.statement;
  return changed === null ? evidence : changed.flatMap((at) => evidence[at] ?? []);
}

async function answeredBefore(db: Db, coming: Coming): Promise<StoredReport | null> {
  const { accepted, host, counted, apart } = coming;
  const { hostId, statement, sha256 } = accepted;
  const { last_sequence: lastSequence } = host;
  if (counted && counted.sha256 !== sha256) return { status: 'conflict' };
  if (counted) return { status: 'duplicate', receivedAt: counted.received_at, lastSequence };
  const packed = statement.sequence <= lastSequence && (await packedNumber(db, hostId, statement.sequence));
  if (packed && packed.reportId === statement.reportId) {
    const first = packed.signed && contentHash(JSON.parse(packed.signed.statement()) as Statement);
    if (first !== sha256) return { status: 'conflict' };
    return { status: 'duplicate', receivedAt: packed.receivedAt, lastSequence };
  }
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
  await keepApart(db, accepted, reason);
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

/** An older report that came late counts as one that was missed. */
async function storeLateState(db: Db, { accepted, host }: Coming): Promise<void> {
  await db
    .updateTable('host')
    .set({
      sequence_gaps: Math.max(0, host.sequence_gaps - 1),
      reports_dropped: host.reports_dropped + (accepted.statement.gap?.dropped ?? 0),
    })
    .where('id', '=', host.id)
    .execute();
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
  const toldColumns = Object.keys(told) as (keyof typeof told)[];
  const isSame = toldColumns.every((column) => host[column] === told[column]);
  const { sort_name, search, system } = host;
  const after = { ...told, ...(isSame ? { sort_name, search, system } : hostColumns({ label, ...told })) };
  await countChangedHost(db, tally, host, { ...after, id, label, last_report_at: reportedAt });
  if (isSame) return;
  await db.updateTable('host').set(after).where('id', '=', id).execute();
  await storeNameParts(db, id, host.sort_name, after.sort_name);
}

function stateAfter({ accepted, host }: Coming): HostState {
  const { statement, receivedAt, carried } = accepted;
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
      ? canonicalJson({ ...carried, collectedAt: isoTime(heard), importedAt: isoTime(receivedAt) })
      : null,
    needs_evaluation: 1,
    sequence_gaps: host.sequence_gaps + numbersLeftOut(host.last_sequence, statement.sequence),
    reports_dropped: host.reports_dropped + (statement.gap?.dropped ?? 0),
  };
}

/** An agent whose counter was damaged goes on from the clock: that is one gap, not a milliard of reports. */
const longestGap = 100_000;

function numbersLeftOut(last: number, sequence: number): number {
  const left = sequence - last - 1;
  return left > longestGap ? 1 : left;
}

function dated({ accepted, host }: Coming, current: Current): DatedEvidence[] {
  const { statement, receivedAt, carried } = accepted;
  const sentAt = Date.parse(statement.sentAt);
  const heard = heardAt(sentAt, receivedAt, carried ?? null);
  const earliest = Math.min(...[...current.values()].map((row) => row.collected_at), heard);
  const oldest = current.size === 0 ? host.enrolled_at : earliest;
  return statement.evidence.map((evidence) => {
    const claimedMs = Date.parse(evidence.collectedAt);
    return { ...evidence, claimedMs, collectedMs: correctedTime(claimedMs, sentAt, heard, oldest) };
  });
}
