import { collect, failedEvidence, kindsFor } from '@tenken/controls/evidence';
import type { AnyEvidenceKind, StartTimer } from '@tenken/controls/evidence';
import type { Evidence, Host, Scan } from '@tenken/shared';
import { readHostFacts } from './host-facts.ts';
import type { KeptBook } from './kept.ts';
import type { RestBook } from './rests.ts';
import { agentVersion } from './version.ts';

/** Probes that wait for programs and disks at the same time; more would only raise the load of this host. */
const defaultConcurrentProbes = 3;
/** All probes in a row within their own times; the one of TLS endpoints alone may take 100 s. */
const defaultDeadlineMs = 10 * 60 * 1000;

export type ScanOptions = {
  kinds?: readonly AnyEvidenceKind[];
  /** Of the whole scan; 10 minutes unless told. What was not read by then is reported as timed out. */
  deadlineMs?: number;
  /** Probes that may not run now. */
  rests?: RestBook;
  /** Takes what is not read at each scan. */
  kept?: KeptBook;
  /** It follows others by itself: what `kept` has and is not due stands for what would be read. */
  isRoutine?: boolean;
  /** Kinds that the collector's settings switch off. */
  kindsOff?: readonly string[];
  /** Probes that wait at the same time; 3 unless told. */
  concurrentProbes?: number;
  /** Told after each probe. */
  onProgress?: (done: number, total: number, kind: string) => void;
};

type UnreadOptions = Pick<ScanOptions, 'rests' | 'kept' | 'isRoutine' | 'kindsOff'>;

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

/** What stands for a probe that may not run now, or need not; null when it runs. */
export function unreadEvidence(
  kind: AnyEvidenceKind,
  host: Host,
  { rests, kept, isRoutine = false, kindsOff = [] }: UnreadOptions,
): Evidence | null {
  if (kindsOff.includes(kind.id)) {
    return failedEvidence(kind, host, 'unsupported', "switched off by the collector's settings");
  }
  const now = host.now().getTime();
  const notDue = isRoutine ? (kept?.notDue(kind, now) ?? null) : null;
  if (notDue) return notDue;
  if (!rests?.isResting(kind.id, now)) return null;
  const message = 'resting: it took too long twice in a row and waits for a day';
  return failedEvidence(kind, host, 'timeout', message);
}

/** The scan that all this evidence is. */
export async function finished(host: Host, startedAt: Date, evidence: readonly Evidence[]): Promise<Scan> {
  return {
    agentVersion,
    scannedAt: startedAt.toISOString(),
    host: await readHostFacts(host),
    evidence: evidence.toSorted((a, b) => (a.body.kind < b.body.kind ? -1 : 1)),
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
