import type { Host } from '@tenken/shared';
import { examinePort } from '../tls/examine-port.ts';
import { parallel } from '../tls/parallel.ts';
import type { Unread } from '../unread.ts';
import { ownAddress, sortedListeners } from './listener.ts';
import type { Listener } from './listener.ts';
import type { TlsEndpoints } from './schema.ts';

const maxEndpoints = 64;
/** A report carries about 4 kB for each; a machine with more TLS ports than this is told to be incomplete. */
const maxTlsEndpoints = 16;
const parallelEndpoints = 4;
const parallelConnections = 2;
const endpointTimeoutMs = 20_000;
const totalTimeoutMs = 75_000;

/** For the probes of all systems: `totalTimeoutMs` and what one last endpoint may take over it. */
export const probeTimeoutMs = 100_000;

/** Knocks on this machine's own ports, and on no other machine's. */
export async function examineListeners(
  host: Host,
  listeners: readonly Listener[],
  unread: Unread[] = [],
): Promise<TlsEndpoints> {
  const sorted = sortedListeners(listeners);
  const examined = sorted.slice(0, maxEndpoints);
  if (sorted.length > maxEndpoints) {
    unread.push({ what: `listening ports beyond the first ${maxEndpoints}`, code: 'output-limit' });
  }
  const endAt = host.now().getTime() + totalTimeoutMs;
  const endpoints = await parallel(parallelEndpoints, examined, async (listener) => {
    const { address, port, process } = listener;
    const left = endAt - host.now().getTime();
    if (left <= 0) return { address, port, process, seen: 'out-of-time' as const, startTls: null, tls: null };
    const target = { address: ownAddress(address), port };
    const { seen, startTls, tls } = await examinePort(host, target, {
      timeoutMs: Math.min(endpointTimeoutMs, left),
      parallelConnections,
    });
    return {
      address,
      port,
      process,
      seen,
      startTls: startTls && { protocol: startTls.protocol, offered: startTls.offered },
      tls,
    };
  });
  const speaking = endpoints.filter(({ tls }) => tls !== null);
  if (speaking.length > maxTlsEndpoints) {
    unread.push({ what: `TLS ports beyond the first ${maxTlsEndpoints}`, code: 'output-limit' });
  }
  const kept = new Set(speaking.slice(0, maxTlsEndpoints));
  return { unread, endpoints: endpoints.filter((endpoint) => endpoint.tls === null || kept.has(endpoint)) };
}
