import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { canonicalJson } from '@tenken/shared';
import type { Evidence, EvidenceBody, Report } from '@tenken/shared';
import type { Transaction } from 'kysely';
import type { Schema } from './schema.ts';
import type { Store } from './store.ts';

/** A report that has passed every check, with the identity that its certificate proved. */
export type AcceptedReport = {
  hostId: string;
  report: Report;
  /** SHA-256 of the unpacked body as it came. */
  sha256: string;
  receivedAt: number;
};

/** `conflict`: the host has used this report id for another content; nothing was stored. */
export type StoredReport = { status: 'stored' | 'duplicate' | 'conflict'; receivedAt: number };

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
    return this.#store.write.transaction().execute(async (db) => {
      const answers: StoredReport[] = [];
      for (const accepted of batch) answers.push(await storeOne(db, accepted));
      return answers;
    });
  }

  /** The newest evidence of one host, by kind. */
  async newestEvidence(hostId: string): Promise<Map<string, Evidence>> {
    const rows = await this.#store.read
      .selectFrom('evidence')
      .innerJoin('evidence_body', 'evidence_body.sha256', 'evidence.sha256')
      .select([
        'evidence.kind',
        'evidence.sha256',
        'evidence.collected_at',
        'evidence.duration_ms',
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
          collectedAt: new Date(row.collected_at).toISOString(),
          durationMs: row.duration_ms,
          body: unpacked(row.body),
        },
      ]),
    );
  }

  /** One body by its hash, or null. */
  async evidenceBody(sha256: string): Promise<EvidenceBody | null> {
    const row = await this.#store.read
      .selectFrom('evidence_body')
      .select('body')
      .where('sha256', '=', sha256)
      .executeTakeFirst();
    return row ? unpacked(row.body) : null;
  }
}

type Db = Transaction<Schema>;

async function storeOne(db: Db, accepted: AcceptedReport): Promise<StoredReport> {
  const { hostId, report, receivedAt } = accepted;
  const inserted = await db
    .insertInto('report')
    .values({
      host_id: hostId,
      report_id: report.reportId,
      sequence: report.sequence,
      sha256: accepted.sha256,
      received_at: receivedAt,
      scanned_at: Date.parse(report.scannedAt),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) {
    const first = await db
      .selectFrom('report')
      .select(['received_at', 'sha256'])
      .where('host_id', '=', hostId)
      .where('report_id', '=', report.reportId)
      .executeTakeFirstOrThrow();
    const status = first.sha256 === accepted.sha256 ? 'duplicate' : 'conflict';
    return { status, receivedAt: first.received_at };
  }
  const host = await db
    .selectFrom('host')
    .select('last_sequence')
    .where('id', '=', hostId)
    .executeTakeFirstOrThrow();
  const current = await currentEvidence(db, hostId);
  const changed = report.evidence.filter(
    (evidence) => current.get(evidence.body.kind)?.sha256 !== evidence.sha256,
  );
  if (changed.length > 0) await storeBodies(db, changed);
  if (report.sequence > host.last_sequence) {
    await storeState(db, accepted, current, changed);
  } else {
    await storeLate(db, hostId, changed);
  }
  return { status: 'stored', receivedAt };
}

type Current = Map<string, { sha256: string; collected_at: number }>;

async function currentEvidence(db: Db, hostId: string): Promise<Current> {
  const rows = await db
    .selectFrom('evidence')
    .select(['kind', 'sha256', 'collected_at'])
    .where('host_id', '=', hostId)
    .execute();
  return new Map(rows.map((row) => [row.kind, row]));
}

async function storeBodies(db: Db, changed: readonly Evidence[]): Promise<void> {
  const hashes = changed.map((evidence) => evidence.sha256);
  const known = await db.selectFrom('evidence_body').select('sha256').where('sha256', 'in', hashes).execute();
  const have = new Set(known.map((row) => row.sha256));
  const rows = new Map(
    changed
      .filter((evidence) => !have.has(evidence.sha256))
      .map((evidence) => [
        evidence.sha256,
        {
          sha256: evidence.sha256,
          kind: evidence.body.kind,
          body: deflateRawSync(canonicalJson(evidence.body)),
        },
      ]),
  );
  if (rows.size === 0) return;
  await db
    .insertInto('evidence_body')
    .values([...rows.values()])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The report is the newest of its host: it becomes the state. */
async function storeState(
  db: Db,
  accepted: AcceptedReport,
  current: Current,
  changed: readonly Evidence[],
): Promise<void> {
  const { hostId, report, receivedAt } = accepted;
  for (const evidence of changed) {
    const before = current.get(evidence.body.kind);
    if (!before) continue;
    // While a body stays the same its span is open and its last sight is in `evidence`; now it ends there.
    await db
      .updateTable('evidence_span')
      .set({ last_seen_at: before.collected_at })
      .where('host_id', '=', hostId)
      .where('kind', '=', evidence.body.kind)
      .where('sha256', '=', before.sha256)
      .where('first_seen_at', '<=', before.collected_at)
      .where('last_seen_at', '<', before.collected_at)
      .execute();
  }
  await storeSpans(db, hostId, changed);
  if (report.evidence.length > 0) {
    await db
      .insertInto('evidence')
      .values(
        report.evidence.map((evidence) => ({
          host_id: hostId,
          kind: evidence.body.kind,
          sha256: evidence.sha256,
          collected_at: Date.parse(evidence.collectedAt),
          duration_ms: evidence.durationMs,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['host_id', 'kind']).doUpdateSet((set) => ({
          sha256: set.ref('excluded.sha256'),
          collected_at: set.ref('excluded.collected_at'),
          duration_ms: set.ref('excluded.duration_ms'),
        })),
      )
      .execute();
  }
  await db
    .updateTable('host')
    .set({
      name: report.host.name,
      platform: report.host.platform,
      os_name: report.host.osName,
      os_version: report.host.osVersion,
      architecture: report.host.architecture,
      machine_id_hash: report.host.machineIdHash,
      agent_version: report.agentVersion,
      last_report_at: receivedAt,
      last_sequence: report.sequence,
      needs_evaluation: 1,
    })
    .where('id', '=', hostId)
    .execute();
}

/** An older report that came late: history only, never the state. */
async function storeLate(db: Db, hostId: string, changed: readonly Evidence[]): Promise<void> {
  await storeSpans(db, hostId, changed);
}

async function storeSpans(db: Db, hostId: string, changed: readonly Evidence[]): Promise<void> {
  if (changed.length === 0) return;
  await db
    .insertInto('evidence_span')
    .values(
      changed.map((evidence) => ({
        host_id: hostId,
        kind: evidence.body.kind,
        first_seen_at: Date.parse(evidence.collectedAt),
        last_seen_at: Date.parse(evidence.collectedAt),
        sha256: evidence.sha256,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function unpacked(body: Buffer): EvidenceBody {
  return JSON.parse(inflateRawSync(body).toString('utf8')) as EvidenceBody;
}
