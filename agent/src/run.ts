import { randomUUID } from 'node:crypto';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TenkenError } from '@tenken/shared';
import type { AgentSettings, Host, ReportReceipt, Scan } from '@tenken/shared';
import * as z from 'zod/mini';
import { drain } from './drain.ts';
import type { Drained } from './drain.ts';
import { readState, writeState } from './durable-file.ts';
import { requireIdentity } from './identity/identity.ts';
import type { Identity } from './identity/identity.ts';
import { nextSequence } from './identity/sequence.ts';
import { KeptBook } from './kept.ts';
import { RestBook } from './rests.ts';
import { lockScan } from './scan-lock.ts';
import type { ScanOptions } from './scan.ts';
import type { ScanLimits } from './scan-process/limits.ts';
import { isScanDue, nextScanAt } from './schedule.ts';
import { targetPlan } from './network/target-plan.ts';
import type { TargetPlan } from './network/target-plan.ts';
import { SettingsBook } from './settings.ts';
import { Spool } from './spool/spool.ts';
import type { SpoolLimits } from './spool/spool.ts';
import { keepStatus } from './status.ts';
import { backoffMs } from './transport/backoff.ts';

export type AgentOptions = {
  host: Host;
  /** Holds the identity, the spool and what the agent remembers. */
  folder: string;
  /** Where reports go, when it is not where enrolment said. */
  reportsUrl?: string;
  scanOptions?: ScanOptions;
  /** How a scan is made: in this process unless told; `boundedScan` makes it in one that has limits. */
  scan?: (host: Host, options: AskedScan) => Promise<Scan>;
  /** A timer asks for it, not a person: what is read once a day only may stand from before. */
  isRoutine?: boolean;
  onReceipt?: (receipt: ReportReceipt) => void;
  /** What went wrong and does not stop the agent. */
  onProblem?: (message: string, error?: unknown) => void;
};

/** What the collector's settings and this host's own past say of a scan. */
export type AskedScan = {
  rests: RestBook;
  kept: KeptBook;
  isRoutine: boolean;
  kindsOff: readonly string[];
  limits: Partial<ScanLimits>;
  /** Servers that somebody named to be measured from this host. */
  targets: TargetPlan;
};

const LastScan = z.strictObject({ atMs: z.number(), uptimeMs: z.number() });
/** Clocks jump and machines sleep: what is due is looked at again after this long at the latest. */
const longestSleepMs = 60_000;

/**
 * One scan, kept and sent, with all that waited before it.
 *
 * @throws {TenkenError} `push-failed` when it stays in the spool, `scan-running`, `identity-missing`
 */
export async function scanAndPush(options: AgentOptions): Promise<ReportReceipt> {
  const spool = spoolOf(options);
  const reportId = await scanToSpool(options, spool);
  let receipt: ReportReceipt | null = null;
  const drained = await drainSpool(options, spool, (one) => {
    if (one.reportId === reportId) receipt = one;
  });
  if (receipt) return receipt;
  if (drained.result === 'empty') {
    throw notTaken('the collector refused it for good', spoolPath(options.folder));
  }
  throw notTaken(drained.why, drained.enrolAgain === true ? null : spoolPath(options.folder));
}

function notTaken(why: string, keptIn: string | null): TenkenError {
  const kept = keptIn === null ? '' : ` It is kept in ${keptIn}.`;
  return new TenkenError('push-failed', `The report was not taken: ${why.replace(/\.$/, '')}.${kept}`);
}

/**
 * Scans at this host's place in every interval and sends what waits, until the signal. A failure is told and the
 * next attempt comes all the same.
 */
export async function scanForever(
  options: AgentOptions & { intervalMs: number; signal: AbortSignal },
): Promise<void> {
  const { folder, signal } = options;
  const { hostId } = requireIdentity(folder);
  const spool = spoolOf(options);
  let failures = 0;
  let retryAtMs = 0;
  while (!signal.aborted) {
    const settings = settingsOf(folder);
    const intervalMs =
      settings.scanEveryMinutes === undefined ? options.intervalMs : settings.scanEveryMinutes * 60_000;
    spool.limit(spoolLimits(settings));
    try {
      const last = readState(lastScanPath(folder), LastScan);
      if (isScanDue(Date.now(), uptimeMs(), last, intervalMs, hostId)) {
        await scanToSpool({ ...options, isRoutine: true }, spool);
      }
    } catch (error) {
      options.onProblem?.('The scan failed', error);
    }
    if (spool.size > 0 && performance.now() >= retryAtMs) {
      const drained = await drainAndTell(options, spool, signal);
      failures = failuresAfter(drained, failures);
      const retryAfterMs = drained.result === 'empty' ? null : drained.retryAfterMs;
      retryAtMs = failures === 0 ? 0 : performance.now() + backoffMs(failures, retryAfterMs, Math.random());
    }
    const toScan = nextScanAt(Date.now(), intervalMs, hostId) - Date.now();
    const toRetry = failures === 0 ? longestSleepMs : Math.max(0, retryAtMs - performance.now());
    try {
      await sleep(Math.min(toScan, toRetry, longestSleepMs), undefined, { signal });
    } catch {
      return;
    }
  }
}

async function drainAndTell(options: AgentOptions, spool: Spool, signal: AbortSignal): Promise<Drained> {
  try {
    const drained = await drainSpool(options, spool, undefined, signal);
    if (drained.result === 'later') options.onProblem?.(`Reports wait: ${drained.why}`);
    return drained;
  } catch (error) {
    options.onProblem?.('Sending failed', error);
    return { result: 'later', why: 'sending failed', retryAfterMs: null, delivered: 0 };
  }
}

/** A collector that took some and then asked to wait is not one that failed again. */
function failuresAfter(drained: Drained, before: number): number {
  if (drained.result === 'empty') return 0;
  return drained.delivered > 0 ? 1 : before + 1;
}

function spoolOf({ folder, onProblem }: AgentOptions, settings = settingsOf(folder)): Spool {
  return new Spool(spoolPath(folder), {
    ...(onProblem === undefined ? {} : { onProblem }),
    limits: spoolLimits(settings),
  });
}

function spoolLimits({ spoolMegabytes, spoolDays }: AgentSettings): Partial<SpoolLimits> {
  return {
    ...(spoolMegabytes === undefined ? {} : { maxBytes: spoolMegabytes * 1024 * 1024 }),
    ...(spoolDays === undefined ? {} : { maxAgeMs: spoolDays * 24 * 60 * 60 * 1000 }),
  };
}

function settingsOf(folder: string): AgentSettings {
  return new SettingsBook(folder, requireIdentity(folder).certificate).current;
}

function scanLimits(settings: AgentSettings): Partial<ScanLimits> {
  const { scanDeadlineSeconds, scanCpuSeconds, scanMemoryMegabytes } = settings;
  return {
    ...(scanDeadlineSeconds === undefined ? {} : { deadlineMs: scanDeadlineSeconds * 1000 }),
    ...(scanCpuSeconds === undefined ? {} : { maxCpuMs: scanCpuSeconds * 1000 }),
    ...(scanMemoryMegabytes === undefined ? {} : { maxRssBytes: scanMemoryMegabytes * 1024 * 1024 }),
  };
}

async function scanHere(host: Host, options: AskedScan & ScanOptions): Promise<Scan> {
  const { measureFrom, scan } = await import('./probes.ts');
  measureFrom(host, options.targets);
  return scan(host, options);
}

/** @returns the new report's id */
async function scanToSpool(options: AgentOptions, spool: Spool): Promise<string> {
  const { folder, host, isRoutine = false } = options;
  const { hostId } = requireIdentity(folder);
  const lock = lockScan(folder);
  try {
    // Noted first: a scan that kills the agent must not come again at once.
    writeState(lastScanPath(folder), { atMs: Date.now(), uptimeMs: uptimeMs() });
    const { kindsOff = [], ...settings } = settingsOf(folder);
    const asked: AskedScan = {
      rests: new RestBook(folder),
      kept: new KeptBook(folder),
      isRoutine,
      kindsOff,
      limits: scanLimits(settings),
      targets: targetPlan(options.folder, settings),
    };
    const done = await (options.scan ?? scanHere)(host, { ...asked, ...options.scanOptions });
    const report = { hostId, reportId: randomUUID(), sequence: nextSequence(folder), scan: done };
    spool.add(report, Date.now());
    return report.reportId;
  } finally {
    lock.release();
  }
}

async function drainSpool(
  options: AgentOptions,
  spool: Spool,
  onReceipt?: (receipt: ReportReceipt) => void,
  signal?: AbortSignal,
): Promise<Drained> {
  const stored = requireIdentity(options.folder);
  const identity: Identity = { ...stored, reportsUrl: options.reportsUrl ?? stored.reportsUrl };
  let isApart = false;
  const told = await drain({
    folder: options.folder,
    spool,
    identity,
    now: () => options.host.now(),
    ...(signal === undefined ? {} : { signal }),
    onReceipt: (receipt) => {
      isApart ||= receipt.status === 'quarantined';
      onReceipt?.(receipt);
      options.onReceipt?.(receipt);
    },
    onProblem: options.onProblem ?? (() => undefined),
  });
  if (isApart) options.onProblem?.(apart(identity.hostId, options.folder));
  const drained =
    told.result === 'later' && told.enrolAgain === true
      ? { ...told, why: `${told.why} ${howToEnrolAgain(options.folder)}` }
      : told;
  keepStatus(options.folder, {
    waiting: spool.size,
    problem: drained.result === 'later' ? drained.why : null,
    at: new Date().toISOString(),
  });
  return drained;
}

/** What is kept under the old identity can never be sent under another. */
function howToEnrolAgain(folder: string): string {
  return `For that, remove ${folder} on this host, with the reports that wait in it, and run the enroll command.`;
}

function apart(hostId: string, folder: string): string {
  return `Reports are kept apart and do not count: two machines seem to use this identity. Whoever runs the collector decides: tenken host release ${hostId} lets it count again. A copied machine needs an identity of its own: remove ${folder} on it and run the enroll command with a new token`;
}

function spoolPath(folder: string): string {
  return join(folder, 'spool');
}

function lastScanPath(folder: string): string {
  return join(folder, 'last-scan.json');
}

function uptimeMs(): number {
  return uptime() * 1000;
}
