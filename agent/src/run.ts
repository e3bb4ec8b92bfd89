import { setTimeout as sleep } from 'node:timers/promises';
import type { Host, ReportReceipt } from '@tenken/shared';
import { nextSequence, requireIdentity } from './identity/identity.ts';
import { scan } from './scan.ts';
import { nextScanAt } from './schedule.ts';
import { push } from './transport/push.ts';

/** One scan, sent. @throws {TenkenError} `push-failed`, `identity-missing` */
export async function scanAndPush(host: Host, folder: string): Promise<ReportReceipt> {
  const identity = requireIdentity(folder);
  return push(await scan(host, { sequence: nextSequence(folder) }), identity);
}

/**
 * Scans and sends at this host's place in every interval, until the signal. A failure is told and the next scan
 * comes all the same.
 */
export async function scanForever(options: {
  host: Host;
  folder: string;
  intervalMs: number;
  signal: AbortSignal;
  onReceipt: (receipt: ReportReceipt) => void;
  onError: (error: unknown) => void;
}): Promise<void> {
  const { hostId } = requireIdentity(options.folder);
  while (!options.signal.aborted) {
    try {
      options.onReceipt(await scanAndPush(options.host, options.folder));
    } catch (error) {
      options.onError(error);
    }
    try {
      await sleep(nextScanAt(Date.now(), options.intervalMs, hostId) - Date.now(), undefined, {
        signal: options.signal,
      });
    } catch {
      return;
    }
  }
}
