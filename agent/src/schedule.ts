import { createHash } from 'node:crypto';

/** When a host scanned last, by its clock and by how long it had been up: clocks jump, the second does not. */
export type LastScan = { atMs: number; uptimeMs: number };

/**
 * When a host scans next: each has its own place in the interval, from its id, so that ten thousand hosts that
 * start together do not report together.
 *
 * @returns milliseconds since 1970, later than `now` and at most one interval later
 */
export function nextScanAt(now: number, intervalMs: number, hostId: string): number {
  const sinceSlot = (((now - offsetOf(intervalMs, hostId)) % intervalMs) + intervalMs) % intervalMs;
  return now + intervalMs - sinceSlot;
}

/**
 * Whether a scan is due: once in each of the host's intervals, however often it sleeps, wakes or restarts, and
 * whatever its clock does meanwhile.
 *
 * @param uptimeMs since the system started, time asleep included
 */
export function isScanDue(
  now: number,
  uptimeMs: number,
  last: LastScan | null,
  intervalMs: number,
  hostId: string,
): boolean {
  if (!last) return true;
  const elapsed = uptimeMs - last.uptimeMs;
  // Shorter than before means that the system was started anew: then only the clock can tell.
  if (elapsed >= 0) {
    if (elapsed >= intervalMs) return true;
    if (elapsed < intervalMs / 2) return false;
  }
  const offset = offsetOf(intervalMs, hostId);
  const slot = (at: number) => Math.floor((at - offset) / intervalMs);
  return slot(now) !== slot(last.atMs);
}

function offsetOf(intervalMs: number, hostId: string): number {
  const place = createHash('sha256').update(hostId).digest().readUInt32BE(0) / 2 ** 32;
  return Math.floor(place * intervalMs);
}
