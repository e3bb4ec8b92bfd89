import { randomUUID } from 'node:crypto';
import { collect, evidenceKinds } from '@tenken/controls/evidence';
import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import type { Evidence, Host, Report } from '@tenken/shared';
import { readHostFacts } from './host-facts.ts';
import { agentVersion } from './version.ts';

/** Probes that wait for programs and disks at the same time; more would only raise the load of the host. */
const concurrentProbes = 3;

export type ScanOptions = {
  kinds?: readonly AnyEvidenceKind[];
  /** Number of this report among those of this identity; 1 for a scan that is not sent. */
  sequence?: number;
  reportId?: string;
  /** Told after each probe. */
  onProgress?: (done: number, total: number, kind: string) => void;
};

/** Reads every kind of evidence once. Never throws for what a host answers: failures are part of the report. */
export async function scan(host: Host, options: ScanOptions = {}): Promise<Report> {
  const kinds = options.kinds ?? evidenceKinds;
  const scannedAt = host.now().toISOString();
  const evidence: Evidence[] = [];
  const queue = [...kinds];
  const work = async () => {
    for (let kind = queue.shift(); kind; kind = queue.shift()) {
      evidence.push(await collect(kind, host));
      options.onProgress?.(evidence.length, kinds.length, kind.id);
    }
  };
  await Promise.all(Array.from({ length: concurrentProbes }, work));
  return {
    version: 1,
    reportId: options.reportId ?? randomUUID(),
    sequence: options.sequence ?? 1,
    agentVersion,
    scannedAt,
    host: await readHostFacts(host),
    evidence: evidence.toSorted((a, b) => (a.body.kind < b.body.kind ? -1 : 1)),
  };
}
