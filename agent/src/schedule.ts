import { createHash } from 'node:crypto';

/**
 * When a host scans next: each has its own place in the interval, from its id, so that ten thousand hosts that
 * start together do not report together.
 *
 * @returns milliseconds since 1970, later than `now` and at most one interval later
 */
export function nextScanAt(now: number, intervalMs: number, hostId: string): number {
  const place = createHash('sha256').update(hostId).digest().readUInt32BE(0) / 2 ** 32;
  const offset = Math.floor(place * intervalMs);
  const sinceSlot = (((now - offset) % intervalMs) + intervalMs) % intervalMs;
  return now + intervalMs - sinceSlot;
}
