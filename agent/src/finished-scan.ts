import type { Evidence, Host, Scan } from '@tenken/shared';
import { readHostFacts } from './host-facts.ts';
import { withinReport } from './report-room.ts';
import { agentVersion } from './version.ts';

/** The scan that all this evidence is, as far as a report has room for it. */
export async function finished(host: Host, startedAt: Date, evidence: readonly Evidence[]): Promise<Scan> {
  return {
    agentVersion,
    scannedAt: startedAt.toISOString(),
    host: await readHostFacts(host),
    evidence: withinReport(evidence).toSorted((a, b) => (a.body.kind < b.body.kind ? -1 : 1)),
  };
}
