import type { InventoryHost } from './inventory/inventory.ts';
import { isTooMany } from './rings.ts';
import type { Ring, Tolerance } from './rings.ts';
import { speaksAgainst } from './results.ts';
import type { HostResult } from './results.ts';

export type RollOutOptions = {
  rings: readonly Ring[];
  tolerance: Tolerance;
  /** Hosts that are worked on at the same time. */
  parallel: number;
  /** Ends it after the hosts that are being worked on. */
  signal: AbortSignal;
  /** Results of hosts that an interrupted run has brought to their end. */
  known: ReadonlyMap<string, HostResult>;
  work: (host: InventoryHost) => Promise<HostResult>;
  onRing: (ring: Ring) => void;
  onResult: (result: HostResult) => void;
};

export type RollOutEnd = {
  results: readonly HostResult[];
  /** Why hosts were left out; null when each was attempted. */
  stopped: { why: 'too-many-failures' | 'interrupted'; ring: string } | null;
};

/** Ring after ring; the next begins when each host of the one before has proved itself or has failed. */
export async function rollOut(options: RollOutOptions): Promise<RollOutEnd> {
  const results: HostResult[] = [];
  let stopped: RollOutEnd['stopped'] = null;
  for (const ring of options.rings) {
    if (stopped === null) options.onRing(ring);
    const queue = [...ring.hosts];
    let failed = 0;
    const worker = async () => {
      for (let host = queue.shift(); host; host = queue.shift()) {
        if (options.signal.aborted) stopped ??= { why: 'interrupted', ring: ring.name };
        if (stopped !== null) {
          results.push(notAttempted(host, stopped));
          continue;
        }
        const result = options.known.get(host.name) ?? (await options.work(host));
        results.push(result);
        options.onResult(result);
        if (speaksAgainst(result)) failed += 1;
        if (isTooMany(failed, ring, options.tolerance)) {
          stopped ??= { why: 'too-many-failures', ring: ring.name };
        }
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, options.parallel) }, worker));
  }
  return { results: inOrder(results, options.rings), stopped };
}

function notAttempted(host: InventoryHost, stopped: NonNullable<RollOutEnd['stopped']>): HostResult {
  const reason =
    stopped.why === 'interrupted'
      ? 'the roll-out was stopped by a person'
      : `too many hosts of the ring ${stopped.ring} have failed`;
  return { host: host.name, outcome: 'not-attempted', from: null, to: null, changes: [], reason };
}

function inOrder(results: readonly HostResult[], rings: readonly Ring[]): HostResult[] {
  const byHost = new Map(results.map((result) => [result.host, result]));
  return rings.flatMap(({ hosts }) => hosts.flatMap(({ name }) => byHost.get(name) ?? []));
}
