import { collect, evidenceKinds, failedEvidence } from '@tenken/controls/evidence';
import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import type { Evidence, Host, Scan } from '@tenken/shared';
import { readHostFacts } from './host-facts.ts';
import type { RestBook } from './rests.ts';
import { agentVersion } from './version.ts';

/** Probes that wait for programs and disks at the same time; more would only raise the load of the host. */
const concurrentProbes = 3;
/** All probes in a row within their own times; the one of TLS endpoints alone may take 100 s. */
const defaultDeadlineMs = 10 * 60 * 1000;

export type ScanOptions = {
  kinds?: readonly AnyEvidenceKind[];
  /** Of the whole scan; 10 minutes unless told. What was not read by then is reported as timed out. */
  deadlineMs?: number;
  /** Probes that may not run now. */
  rests?: RestBook;
  /** Told after each probe. */
  onProgress?: (done: number, total: number, kind: string) => void;
};

/** Reads every kind of evidence once. Never throws for what a host answers: failures are part of the scan. */
export async function scan(host: Host, options: ScanOptions = {}): Promise<Scan> {
  const kinds = options.kinds ?? evidenceKinds;
  const deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
  const startedAt = host.now();
  const evidence = new Map<string, Evidence>();
  const queue = [...kinds];
  const over = deadlineIn(deadlineMs);
  const work = async () => {
    for (let kind = queue.shift(); kind && !over.isOver(); kind = queue.shift()) {
      const resting = options.rests?.isResting(kind.id, startedAt.getTime()) ?? false;
      const one = resting
        ? failedEvidence(
            kind,
            host,
            'timeout',
            'resting: it took too long twice in a row and waits for a day',
          )
        : await collect(kind, host);
      if (over.isOver()) return;
      evidence.set(kind.id, one);
      options.onProgress?.(evidence.size, kinds.length, kind.id);
    }
  };
  await Promise.race([Promise.all(Array.from({ length: concurrentProbes }, work)), over.passed]);
  over.cancel();
  for (const kind of kinds) {
    if (evidence.has(kind.id)) continue;
    const message = `the whole scan took longer than ${deadlineMs} ms`;
    evidence.set(kind.id, failedEvidence(kind, host, 'timeout', message));
  }
  const sorted = [...evidence.values()].toSorted((a, b) => (a.body.kind < b.body.kind ? -1 : 1));
  options.rests?.note(sorted, startedAt.getTime());
  return {
    agentVersion,
    scannedAt: startedAt.toISOString(),
    host: await readHostFacts(host),
    evidence: sorted,
  };
}

function deadlineIn(ms: number): { passed: Promise<void>; isOver: () => boolean; cancel: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    resolve();
  }, ms);
  return { passed: promise, isOver: () => isOver, cancel: () => clearTimeout(timer) };
}
