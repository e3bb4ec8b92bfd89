import type { Evidence, EvidenceBody, Report } from '@tenken/shared';
import type { QueryResult, Transaction } from 'kysely';
import { packBody, unpackBody } from './evidence-body.ts';
import { reportStatements } from './report-statements.ts';
import type { ReportStatements } from './report-statements.ts';
import type { EvidenceBodyRow, Schema } from './schema.ts';
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
  readonly #statements: ReportStatements;

  constructor(store: Store) {
    this.#store = store;
    this.#statements = reportStatements(store.write);
  }

  /**
   * Stores many reports in one transaction; when this returns they are on disk. The answers come in the order of
   * the reports. A report that is known already changes nothing and is answered as the first time.
   */
  async storeBatch(batch: readonly AcceptedReport[]): Promise<StoredReport[]> {
    return this.#store.write.transaction().execute(async (db) => {
      const answers: StoredReport[] = [];
      for (const accepted of batch) answers.push(await storeOne(db, this.#statements, accepted));
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
          body: unpackBody(row.body),
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
    return row ? unpackBody(row.body) : null;
  }
}

type Db = Transaction<Schema>;

async function storeOne(db: Db, run: ReportStatements, accepted: AcceptedReport): Promise<StoredReport> {
  const { hostId, report, receivedAt } = accepted;
  const inserted = await run.insertReport(db, accepted);
  if (inserted.numAffectedRows === 0n) {
    const first = onlyRow(await run.firstReceipt(db, accepted));
    const status = first.sha256 === accepted.sha256 ? 'duplicate' : 'conflict';
    return { status, receivedAt: first.received_at };
  }
  const host = onlyRow(await run.lastSequence(db, hostId));
  const current = new Map(
    (await run.currentEvidence(db, hostId)).rows.map((row) => [row.kind, row.sha256] as const),
  );
  const changed = report.evidence.filter(({ body, sha256 }) => current.get(body.kind) !== sha256);
  if (changed.length > 0) await storeBodies(db, run, changed);
  if (report.sequence > host.last_sequence) {
    const ended = changed.filter(({ body }) => current.has(body.kind));
    if (ended.length > 0) await run.endSpans(db, { hostId, evidence: ended });
    if (changed.length > 0) await run.beginSpans(db, { hostId, evidence: changed });
    // The report is the newest of its host: it becomes the state.
    if (report.evidence.length > 0) await run.setEvidence(db, { hostId, evidence: report.evidence });
    await run.setHost(db, accepted);
  } else if (changed.length > 0) {
    // An older report that came late: history only, never the state.
    await run.beginSpans(db, { hostId, evidence: changed });
  }
  return { status: 'stored', receivedAt };
}

async function storeBodies(db: Db, run: ReportStatements, changed: readonly Evidence[]): Promise<void> {
  const known = new Set((await run.knownBodies(db, changed)).rows.map((row) => row.sha256));
  const bodies = new Map<string, EvidenceBodyRow>();
  for (const { sha256, body } of changed) {
    if (!known.has(sha256)) bodies.set(sha256, { sha256, kind: body.kind, body: packBody(body) });
  }
  if (bodies.size > 0) await run.insertBodies(db, [...bodies.values()]);
}

/** @throws {Error} when there is none, as with a host that does not exist */
function onlyRow<Row>({ rows }: QueryResult<Row>): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('no result');
  return row;
}
