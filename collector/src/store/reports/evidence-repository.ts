import type { StatedEvidence } from '@tenken/shared';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { bulkInsert, bulkSelect, bulkUpdate } from '../sql/bulk.ts';
import type { EvidenceRow, EvidenceSpanRow, Schema } from '../schema.ts';

export type Db = Transaction<Schema>;

/** Evidence as a report states it, with when that was by the collector's clock. */
export type DatedEvidence = StatedEvidence & { collectedMs: number; claimedMs: number };

/** The newest evidence of one kind of a host, as it is before a report is stored. */
export type CurrentEvidence = Pick<
  EvidenceRow,
  'sha256' | 'collected_at' | 'claimed_at' | 'duration_ms' | 'report_id'
>;
export type Current = Map<string, CurrentEvidence>;

/** One probe's answer as it came with a report. */
export type SentBody = { kind: string; canonical: string | Buffer };

export const evidenceOfHosts = bulkSelect<{ host_id: string }, EvidenceRow>(
  ['host_id'],
  (hosts) => sql<EvidenceRow>`select * from evidence where host_id in (${hosts})`,
);

type SpanEnd = { host_id: string; kind: string; sha256: string; last_seen_at: number };

const endSpans = bulkUpdate<SpanEnd>(
  'evidence_span',
  { keys: { host_id: 'text', kind: 'text', sha256: 'text' }, set: { last_seen_at: 'bigint' } },
  (given) =>
    sql`evidence_span.first_seen_at <= ${given('last_seen_at')} and evidence_span.last_seen_at < ${given('last_seen_at')}`,
);

const replaceEvidence = bulkInsert<EvidenceRow>(
  'evidence',
  {
    host_id: 'text',
    kind: 'text',
    sha256: 'text',
    collected_at: 'bigint',
    claimed_at: 'bigint',
    duration_ms: 'integer',
    report_id: 'text',
  },
  `on conflict (host_id, kind) do update set sha256 = excluded.sha256, collected_at = excluded.collected_at,
    claimed_at = excluded.claimed_at, duration_ms = excluded.duration_ms, report_id = excluded.report_id`,
);

const insertSpans = bulkInsert<EvidenceSpanRow>(
  'evidence_span',
  { host_id: 'text', kind: 'text', first_seen_at: 'bigint', last_seen_at: 'bigint', sha256: 'text' },
  'on conflict do nothing',
);

/** What reports change in the evidence of their hosts; written together. */
export class EvidenceChanges {
  readonly #ended: SpanEnd[] = [];
  readonly #begun: EvidenceSpanRow[] = [];
  readonly #rows: EvidenceRow[] = [];

  /** A newer report of a host states other evidence than the one before. */
  changed(
    hostId: string,
    reportId: string,
    evidence: DatedEvidence,
    before: CurrentEvidence | undefined,
  ): void {
    const { kind } = evidence;
    // While a body stays the same its span is open; now it ends where it was seen last.
    if (before) {
      this.#ended.push({ host_id: hostId, kind, sha256: before.sha256, last_seen_at: before.collected_at });
    }
    this.late(hostId, evidence);
    this.confirmed(hostId, reportId, evidence);
  }

  /** An older report that came late states it: history only, never the state. */
  late(hostId: string, { kind, sha256, collectedMs }: DatedEvidence): void {
    this.#begun.push({
      host_id: hostId,
      kind,
      first_seen_at: collectedMs,
      last_seen_at: collectedMs,
      sha256,
    });
  }

  /** The same as before, with times that do not follow from the newest report alone. */
  confirmed(hostId: string, reportId: string, evidence: DatedEvidence): void {
    this.#rows.push({
      host_id: hostId,
      kind: evidence.kind,
      sha256: evidence.sha256,
      collected_at: evidence.collectedMs,
      claimed_at: evidence.claimedMs,
      duration_ms: evidence.durationMs,
      report_id: reportId,
    });
  }

  /** The newest report says nothing of this kind: when it was read last is known from the one before alone. */
  leftOut(hostId: string, kind: string, before: CurrentEvidence): void {
    this.#rows.push({ host_id: hostId, kind, ...before });
  }

  async write(db: Db): Promise<void> {
    await endSpans(db, this.#ended);
    await insertSpans(db, this.#begun);
    await replaceEvidence(db, this.#rows);
  }
}
