import { setTimeout as sleep } from 'node:timers/promises';
import { failedEvidence } from '@tenken/controls/evidence/collect';
import type { KindSummary } from '@tenken/controls/evidence';
import type { Evidence, Host, ProbeErrorCode, Scan } from '@tenken/shared';
import { endTree, treeUsage } from '../hosts/process-tree.ts';
import { startScanProcess } from '../hosts/scan-process.ts';
import type { ScanProcess } from '../hosts/scan-process.ts';
import { finished } from '../finished-scan.ts';
import type { TargetPlan } from '../network/target-plan.ts';
import { unreadEvidence } from '../unread-evidence.ts';
import type { UnreadOptions } from '../unread-evidence.ts';
import { defaultScanLimits, gentleCpuShare, gentleScanLimits } from './limits.ts';
import type { ScanLimits } from './limits.ts';
import { ScanNews } from './messages.ts';
import type { ScanOrder } from './messages.ts';

export type BoundedScanOptions = UnreadOptions & {
  /** All that this machine is asked for, unless told. */
  kinds?: readonly KindSummary[];
  limits?: Partial<ScanLimits>;
  /** Share of all processors that the scan may use, 0 to 1; it takes longer for it. As much as there is unless told. */
  cpuShare?: number;
  /** Servers that are measured from this host; none unless told. */
  targets?: TargetPlan;
  /** Module that runs the probes; the agent's own unless told. */
  entry?: string;
  onProgress?: (done: number, total: number, kind: string) => void;
};

const lookEveryMs = 500;
/** A look reads what the system tells of every process: as dear as the work itself where that is held back. */
const lookEveryMsGently = 3000;
/** The agent has just started and its scan is about to: a watchdog that looks every few seconds sees a rest between. */
const restAfterStartMs = 6000;

type End = { code: ProbeErrorCode; message: string };

/**
 * Reads every kind of evidence once, in a process of its own that is ended with everything it started when it takes
 * more than its limits. What was read until then counts; the rest is reported as not read, with the reason.
 */
export async function boundedScan(host: Host, options: BoundedScanOptions = {}): Promise<Scan> {
  const limits = {
    ...(options.cpuShare === undefined ? defaultScanLimits : gentleScanLimits),
    ...options.limits,
  };
  const startedAt = host.now();
  const evidence = new Map<string, Evidence>();
  const begun = new Set<string>();
  const programs = new Set<number>();
  let kinds = options.kinds ?? [];
  const order = (known: readonly KindSummary[]): ScanOrder => {
    kinds = options.kinds ?? known;
    for (const kind of kinds) {
      const instead = unreadEvidence(kind, host, options);
      if (instead) evidence.set(kind.id, instead);
    }
    const wanted = kinds.filter(({ id }) => !evidence.has(id));
    return {
      kinds: wanted.map(({ id }) => id),
      ...(options.cpuShare && { cpuShare: options.cpuShare }),
      ...(options.targets && { targets: options.targets }),
    };
  };
  const end = await scanIn(startScanProcess(limits.maxHeapMegabytes, options.entry), order, {
    limits,
    lookEveryMs: options.cpuShare === undefined ? lookEveryMs : lookEveryMsGently,
    onNews: (news) => {
      if (news.type === 'started') begun.add(news.kind);
      if (news.type === 'program') {
        if (news.runs) programs.add(news.pid);
        else programs.delete(news.pid);
      }
      if (news.type !== 'evidence') return;
      evidence.set(news.evidence.body.kind, news.evidence);
      options.onProgress?.(evidence.size, kinds.length, news.evidence.body.kind);
    },
  });
  if (kinds.length === 0) kinds = await kindsOfThisAgent(host);
  // A scan that ended by itself, such as for want of memory, has left its programs to nobody.
  for (const pid of programs) await endTree(pid);
  const untouched = new Set<string>();
  for (const kind of kinds) {
    if (evidence.has(kind.id)) continue;
    if (!begun.has(kind.id)) untouched.add(kind.id);
    const message = begun.has(kind.id) ? end.message : `${end.message}, before this was begun`;
    evidence.set(kind.id, failedEvidence(kind, host, end.code, message));
  }
  // Those whose turn had not come are not to blame: they do not rest for it.
  options.rests?.note(
    [...evidence.values()].filter(({ body }) => !untouched.has(body.kind)),
    startedAt.getTime(),
  );
  options.kept?.note(kinds, [...evidence.values()]);
  return finished(host, startedAt, [...evidence.values()]);
}

/** A scan that nobody waits for. */
export async function gentleScan(host: Host, options: BoundedScanOptions = {}): Promise<Scan> {
  await sleep(restAfterStartMs);
  return boundedScan(host, { ...options, cpuShare: gentleCpuShare });
}

/** It never said what it can read. Loading every probe costs as much as the rest of this process. */
async function kindsOfThisAgent(host: Host): Promise<readonly KindSummary[]> {
  const { kindsFor } = await import('@tenken/controls/evidence');
  return kindsFor(host.platform);
}

async function scanIn(
  child: ScanProcess,
  order: (known: readonly KindSummary[]) => ScanOrder,
  options: { limits: ScanLimits; lookEveryMs: number; onNews: (news: ScanNews) => void },
): Promise<End> {
  const { limits, onNews } = options;
  const { promise, resolve } = Promise.withResolvers<End>();
  child.on('message', (message) => {
    const news = ScanNews.safeParse(message);
    if (!news.success) return;
    if (news.data.type === 'ready') child.send(order(news.data.kinds), () => undefined);
    onNews(news.data);
    if (news.data.type === 'done') resolve({ code: 'internal', message: 'the scan ended without an answer' });
  });
  child.on('error', (error) =>
    resolve({ code: 'internal', message: `the scan did not start: ${error.message}` }),
  );
  // `close` comes after the last message, `exit` may come before it.
  child.on('close', (code, signal) => resolve(endOf(code, signal)));
  const timer = setTimeout(
    () => resolve({ code: 'timeout', message: `the whole scan took longer than ${limits.deadlineMs} ms` }),
    limits.deadlineMs,
  );
  const watch = setInterval(() => {
    void overUse(child, limits).then((over) => over && resolve(over));
  }, options.lookEveryMs);
  const end = await promise;
  clearTimeout(timer);
  clearInterval(watch);
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    await endTree(child.pid);
  }
  return end;
}

async function overUse(child: ScanProcess, limits: ScanLimits): Promise<End | null> {
  const usage = child.pid === undefined ? null : await treeUsage(child.pid);
  if (usage === null) return null;
  const { cpuMs, rssBytes } = usage;
  if (cpuMs > limits.maxCpuMs) {
    return {
      code: 'resource-limit',
      message: `the scan used more than ${limits.maxCpuMs / 1000} s of processor`,
    };
  }
  if (rssBytes > limits.maxRssBytes) {
    const megabytes = Math.round(limits.maxRssBytes / 1024 / 1024);
    return { code: 'resource-limit', message: `the scan held more than ${megabytes} MiB of memory` };
  }
  return null;
}

/** V8 aborts when the heap is full, which Windows tells as a status of its own. */
function endOf(code: number | null, signal: string | null): End {
  const message = `the scan was ended by ${signal ?? `exit status ${code}`}`;
  const isMemory = signal === 'SIGABRT' || signal === 'SIGTRAP' || signal === 'SIGKILL' || code === 134;
  return { code: isMemory ? 'resource-limit' : 'internal', message };
}
