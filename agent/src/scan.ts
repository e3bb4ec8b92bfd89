import { collect, failedEvidence, kindsFor } from '@tenken/controls/evidence';
import type { AnyEvidenceKind, StartTimer } from '@tenken/controls/evidence';
import type { Evidence, Host, Scan } from '@tenken/shared';
import { finished } from './finished-scan.ts';
import { unreadEvidence } from './unread-evidence.ts';
import type { UnreadOptions } from './unread-evidence.ts';

/** Probes that wait for programs and disks at the same time; more would only raise the load of this host. */
const defaultConcurrentProbes = 3;
/** All probes in a row within their own times; the one of TLS endpoints alone may take 100 s. */
const defaultDeadlineMs = 10 * 60 * 1000;

export type ScanOptions = UnreadOptions & {
  kinds?: readonly AnyEvidenceKind[];
  /** Of the whole scan; 10 minutes unless told. What was not read by then is reported as timed out. */
  deadlineMs?: number;
  /** Probes that wait at the same time; 3 unless told. */
  concurrentProbes?: number;
  /** Told after each probe. */
  onProgress?: (done: number, total: number, kind: string) => void;
};

/** Reads every kind of evidence once. Never throws for what a host answers: failures are part of the scan. */
export async function scan(host: Host, options: ScanOptions = {}): Promise<Scan> {
  const kinds = options.kinds ?? kindsFor(host.platform);
  const deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
  const startedAt = host.now();
  const evidence = new Map<string, Evidence>();
  const over = deadlineIn(deadlineMs);
  const keep = (one: Evidence) => {
    if (over.isOver()) return;
    evidence.set(one.body.kind, one);
    options.onProgress?.(evidence.size, kinds.length, one.body.kind);
  };
  const awake = kinds.filter((kind) => {
    const instead = unreadEvidence(kind, host, options);
    if (instead) keep(instead);
    return instead === null;
  });
  await Promise.race([
    gather(host, awake, { ...options, onEvidence: keep, isOver: over.isOver }),
    over.passed,
  ]);
  over.cancel();
  for (const kind of kinds) {
    if (evidence.has(kind.id)) continue;
    const message = `the whole scan took longer than ${deadlineMs} ms`;
    evidence.set(kind.id, failedEvidence(kind, host, 'timeout', message));
  }
  options.rests?.note([...evidence.values()], startedAt.getTime());
  options.kept?.note(kinds, [...evidence.values()]);
  return finished(host, startedAt, [...evidence.values()]);
}

/** Runs the probes, a few at a time, and tells each answer as it comes. */
export async function gather(
  host: Host,
  kinds: readonly AnyEvidenceKind[],
  options: {
    onStart?: (kind: string) => void;
    onEvidence: (evidence: Evidence) => void;
    isOver?: () => boolean;
    startTimer?: StartTimer;
    concurrentProbes?: number;
  },
): Promise<void> {
  const queue = [...kinds];
  const work = async () => {
    for (let kind = queue.shift(); kind && options.isOver?.() !== true; kind = queue.shift()) {
      options.onStart?.(kind.id);
      options.onEvidence(await collect(kind, host, options.startTimer));
    }
  };
  await Promise.all(Array.from({ length: options.concurrentProbes ?? defaultConcurrentProbes }, work));
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
