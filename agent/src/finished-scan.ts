import type { Evidence, Host, Scan } from '@tenken/shared';
import { readHostFacts } from './host-facts.ts';
import { agentVersion } from './version.ts';

/** The scan that all this evidence is. */
export async function finished(host: Host, startedAt: Date, evidence: readonly Evidence[]): Promise<Scan> {
  return {
    agentVersion,
    scannedAt: startedAt.toISOString(),
    host: await readHostFacts(host),
    evidence: evidence.toSorted((a, b) => (a.body.kind < b.body.kind ? -1 : 1)),
  };
}
