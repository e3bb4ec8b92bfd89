import type { Evidence } from '@tenken/shared';
import { prepared, preparedRows } from './prepared.ts';
import type { AcceptedReport } from './report-repository.ts';
import type { EvidenceBodyRow } from './schema.ts';
import type { Query } from './store.ts';

type OfHost = { hostId: string; evidence: readonly Evidence[] };

const evidenceOf = ({ evidence }: OfHost) => evidence;

export type ReportStatements = ReturnType<typeof reportStatements>;

/** Every statement that storing a report runs. */
export function reportStatements(db: Query) {
  return {
    insertReport: prepared(slot<AcceptedReport>()((slot) =>
      db
        .insertInto('report')
        .values({
          host_id: slot(({ hostId }) => hostId),
          report_id: slot(({ report }) => report.reportId),
          sequence: slot(({ report }) => report.sequence),
          sha256: slot(({ sha256 }) => sha256),
          received_at: slot(({ receivedAt }) => receivedAt),
          scanned_at: slot(({ report }) => Date.parse(report.scannedAt)),
        })
        .onConflict((conflict) => conflict.doNothing()))),
  };
}
