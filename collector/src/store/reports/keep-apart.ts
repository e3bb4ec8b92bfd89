import { canonicalJson } from '@tenken/shared';
import type { Db } from './evidence-repository.ts';
import type { QuarantineReason } from './quarantine.ts';
import type { AcceptedReport } from './report-repository.ts';
import { keptStatement } from './stored-body.ts';

/** Stores a report, with its signature, beside those that count for its host. */
export async function keepApart(db: Db, accepted: AcceptedReport, reason: QuarantineReason): Promise<void> {
  const { hostId, statement } = accepted;
  await db
    .insertInto('quarantined_report')
    .values({
      host_id: hostId,
      report_id: statement.reportId,
      sequence: statement.sequence,
      reason,
      machine_id_hash: statement.host.machineIdHash,
      received_at: accepted.receivedAt,
      statement: keptStatement(statement, accepted.canonicalStatement),
      signature: accepted.signature,
      fingerprint: accepted.fingerprint,
      carried: accepted.carried ? canonicalJson(accepted.carried) : null,
    })
    .execute();
}
