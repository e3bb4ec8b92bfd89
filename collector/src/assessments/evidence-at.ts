import type { Evidence } from '@tenken/shared';
import type { HeldStatement } from '../store/reports/report-repository.ts';
import { correctedTime } from '../ingest/claimed-time.ts';

/** Evidence of one host with the report in which the host stated and signed it. */
export type EvidenceAt = Map<string, Evidence>;

/**
 * What was known of a host by its newest report: each kind with the time of reading by the collector's clock. Reports
 * that came later change nothing of it.
 *
 * @param enrolledAt the age that evidence gets when the host's clock went back and nobody can tell it
 * @param bodyOf a stored body by its hash
 */
export async function evidenceAt(
  { statement, heardAt }: HeldStatement,
  enrolledAt: number,
  bodyOf: (sha256: string) => Promise<Evidence['body'] | null>,
): Promise<EvidenceAt> {
  const found: EvidenceAt = new Map();
  const sentAt = Date.parse(statement.sentAt);
  for (const stated of statement.evidence) {
    const body = await bodyOf(stated.sha256);
    if (!body) continue;
    const collectedMs = correctedTime(Date.parse(stated.collectedAt), sentAt, heardAt, enrolledAt);
    found.set(stated.kind, {
      sha256: stated.sha256,
      collectedAt: new Date(collectedMs).toISOString(),
      durationMs: stated.durationMs,
      body,
    });
  }
  return found;
}
