import type { Host } from '@tenken/shared';
import { sortedListeners } from './listener.ts';
import type { Listener } from './listener.ts';
import { parallel } from './tls/parallel.ts';
import type { Unread } from './unread.ts';

const maxListeners = 64;
/** What a report has room for: 3 to 4 kB for each server. */
const maxServers = 16;
const parallelPorts = 4;
const portTimeoutMs = 20_000;
const totalTimeoutMs = 75_000;

/** For the probes of all systems: `totalTimeoutMs` and what one last port may take over it. */
export const ownPortsTimeoutMs = 100_000;

/** How the ports are looked at. */
export type PortSteps<Endpoint> = {
  /** As `unread` tells it, e.g. `TLS`. */
  protocol: string;
  /** The listeners that are examined one after the other; what another group finds does not matter to them. */
  together: (listener: Listener) => unknown;
  /** @param timeoutMs null = the time for all is over */
  examine: (listener: Listener, timeoutMs: number | null, before: readonly Endpoint[]) => Promise<Endpoint>;
  speaks: (endpoint: Endpoint) => boolean;
};

/**
 * Knocks on this machine's own ports, and on no other machine's.
 *
 * @returns all endpoints in the order of their ports, but at most 16 of those that speak the protocol; what is left out
 * stands in `unread`
 */
export async function examineOwnPorts<Endpoint>(
  host: Host,
  listeners: readonly Listener[],
  unread: Unread[],
  { protocol, together, examine, speaks }: PortSteps<Endpoint>,
): Promise<{ unread: Unread[]; endpoints: Endpoint[] }> {
  const sorted = sortedListeners(listeners);
  if (sorted.length > maxListeners) {
    unread.push({ what: `listening ports beyond the first ${maxListeners}`, code: 'output-limit' });
  }
  const endAt = host.now().getTime() + totalTimeoutMs;
  const groups = Map.groupBy(sorted.slice(0, maxListeners), together);
  const found = await parallel(parallelPorts, [...groups.values()], async (group) => {
    const endpoints: Endpoint[] = [];
    for (const listener of group) {
      const left = endAt - host.now().getTime();
      const timeoutMs = left > 0 ? Math.min(portTimeoutMs, left) : null;
      endpoints.push(await examine(listener, timeoutMs, endpoints));
    }
    return endpoints;
  });
  const endpoints = found.flat();
  const speaking = endpoints.filter(speaks);
  if (speaking.length > maxServers) {
    unread.push({ what: `${protocol} ports beyond the first ${maxServers}`, code: 'output-limit' });
  }
  const leftOut = new Set(speaking.slice(maxServers));
  return { unread, endpoints: endpoints.filter((endpoint) => !leftOut.has(endpoint)) };
}
