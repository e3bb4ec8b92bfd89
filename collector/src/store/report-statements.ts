import type { Evidence } from '@tenken/shared';
import { prepared, preparedRows } from './prepared.ts';
import type { SlotOf } from './prepared.ts';
import type { AcceptedReport } from './report-repository.ts';
import type { EvidenceBodyRow } from './schema.ts';
import type { Query } from './store.ts';

type OfHost = { hostId: string; evidence: readonly Evidence[] };
type Rows<Item> = readonly SlotOf<Item>[];

const evidenceOf = ({ evidence }: OfHost) => evidence;
const collectedAt = (evidence: Evidence) => Date.parse(evidence.collectedAt);
const kind = (evidence: Evidence) => evidence.body.kind;
const sha256 = (evidence: { sha256: string }) => evidence.sha256;

export type ReportStatements = ReturnType<typeof reportStatements>;

/** Every statement that storing a report runs. */
export function reportStatements(db: Query) {
  return {
    insertReport: prepared((slot: SlotOf<AcceptedReport>) =>
      db
        .insertInto('report')
        .values({
          host_id: slot(({ hostId }) => hostId),
          report_id: slot(({ report }) => report.reportId),
          sequence: slot(({ report }) => report.sequence),
          sha256: slot(sha256),
          received_at: slot(({ receivedAt }) => receivedAt),
          scanned_at: slot(({ report }) => Date.parse(report.scannedAt)),
        })
        .onConflict((conflict) => conflict.doNothing()),
    ),

    firstReceipt: prepared((slot: SlotOf<AcceptedReport>) =>
      db
        .selectFrom('report')
        .select(['received_at', 'sha256'])
        .where(
          'host_id',
          '=',
          slot(({ hostId }) => hostId),
        )
        .where(
          'report_id',
          '=',
          slot(({ report }) => report.reportId),
        ),
    ),

    lastSequence: prepared((slot: SlotOf<string>) =>
      db
        .selectFrom('host')
        .select('last_sequence')
        .where(
          'id',
          '=',
          slot((hostId) => hostId),
        ),
    ),

    currentEvidence: prepared((slot: SlotOf<string>) =>
      db
        .selectFrom('evidence')
        .select(['kind', 'sha256', 'collected_at'])
        .where(
          'host_id',
          '=',
          slot((hostId) => hostId),
        ),
    ),

    knownBodies: preparedRows(
      (evidence: readonly Evidence[]) => evidence,
      (_slot, rows: Rows<Evidence>) =>
        db
          .selectFrom('evidence_body')
          .select('sha256')
          .where(
            'sha256',
            'in',
            rows.map((slot) => slot(sha256)),
          ),
    ),

    insertBodies: preparedRows(
      (bodies: readonly EvidenceBodyRow[]) => bodies,
      (_slot, rows: Rows<EvidenceBodyRow>) =>
        db
          .insertInto('evidence_body')
          .values(
            rows.map((slot) => ({
              sha256: slot(sha256),
              kind: slot((row) => row.kind),
              body: slot((row) => row.body),
            })),
          )
          .onConflict((conflict) => conflict.doNothing()),
    ),

    /** While a body stays the same its span is open and its last sight is in `evidence`; now it ends there. */
    endSpans: preparedRows(evidenceOf, (slot: SlotOf<OfHost>, rows: Rows<Evidence>) =>
      db
        .updateTable('evidence_span')
        .from('evidence')
        .set((set) => ({ last_seen_at: set.ref('evidence.collected_at') }))
        .where(
          'evidence.host_id',
          '=',
          slot(({ hostId }) => hostId),
        )
        .where(
          'evidence.kind',
          'in',
          rows.map((row) => row(kind)),
        )
        .whereRef('evidence_span.host_id', '=', 'evidence.host_id')
        .whereRef('evidence_span.kind', '=', 'evidence.kind')
        .whereRef('evidence_span.sha256', '=', 'evidence.sha256')
        .whereRef('evidence_span.first_seen_at', '<=', 'evidence.collected_at')
        .whereRef('evidence_span.last_seen_at', '<', 'evidence.collected_at'),
    ),

    beginSpans: preparedRows(evidenceOf, (slot: SlotOf<OfHost>, rows: Rows<Evidence>) =>
      db
        .insertInto('evidence_span')
        .values(
          rows.map((row) => ({
            host_id: slot(({ hostId }) => hostId),
            kind: row(kind),
            first_seen_at: row(collectedAt),
            last_seen_at: row(collectedAt),
            sha256: row(sha256),
          })),
        )
        .onConflict((conflict) => conflict.doNothing()),
    ),

    setEvidence: preparedRows(evidenceOf, (slot: SlotOf<OfHost>, rows: Rows<Evidence>) =>
      db
        .insertInto('evidence')
        .values(
          rows.map((row) => ({
            host_id: slot(({ hostId }) => hostId),
            kind: row(kind),
            sha256: row(sha256),
            collected_at: row(collectedAt),
            duration_ms: row(({ durationMs }) => durationMs),
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['host_id', 'kind']).doUpdateSet((set) => ({
            sha256: set.ref('excluded.sha256'),
            collected_at: set.ref('excluded.collected_at'),
            duration_ms: set.ref('excluded.duration_ms'),
          })),
        ),
    ),

    setHost: prepared((slot: SlotOf<AcceptedReport>) =>
      db
        .updateTable('host')
        .set({
          name: slot(({ report }) => report.host.name),
          platform: slot(({ report }) => report.host.platform),
          os_name: slot(({ report }) => report.host.osName),
          os_version: slot(({ report }) => report.host.osVersion),
          architecture: slot(({ report }) => report.host.architecture),
          machine_id_hash: slot(({ report }) => report.host.machineIdHash),
          agent_version: slot(({ report }) => report.agentVersion),
          last_report_at: slot(({ receivedAt }) => receivedAt),
          last_sequence: slot(({ report }) => report.sequence),
          needs_evaluation: 1,
        })
        .where(
          'id',
          '=',
          slot(({ hostId }) => hostId),
        ),
    ),
  };
}
