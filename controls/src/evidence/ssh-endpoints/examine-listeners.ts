import type { Host } from '@tenken/shared';
import { examineSsh } from '../ssh/examine.ts';
import type { SshFacts } from '../ssh/facts.ts';
import { ownAddress, sortedListeners } from '../tls-endpoints/listener.ts';
import type { Listener } from '../tls-endpoints/listener.ts';
import { parallel } from '../tls/parallel.ts';
import type { Unread } from '../unread.ts';
import { isLikelySsh } from './likely.ts';
import type { SshEndpoints } from './schema.ts';

type Endpoint = SshEndpoints['endpoints'][number];

const maxEndpoints = 64;
/** A report carries about 3 kB for each. */
const maxSshEndpoints = 16;
const parallelPorts = 4;
/** sshd forks and executes itself anew before it says anything. */
const listenMs = 1500;
const endpointTimeoutMs = 20_000;
const totalTimeoutMs = 75_000;

/** For the probes of all systems: `totalTimeoutMs` and what one last endpoint may take over it. */
export const probeTimeoutMs = 100_000;

/** Knocks on this machine's own ports, and on no other machine's. */
export async function examineListeners(
  host: Host,
  listeners: readonly Listener[],
  unread: Unread[] = [],
): Promise<SshEndpoints> {
  const sorted = sortedListeners(listeners);
  const examined = sorted.slice(0, maxEndpoints);
  if (sorted.length > maxEndpoints) {
    unread.push({ what: `listening ports beyond the first ${maxEndpoints}`, code: 'output-limit' });
  }
  const endAt = host.now().getTime() + totalTimeoutMs;
  const ports = Map.groupBy(examined, ({ port }) => port);
  const endpoints = await parallel(parallelPorts, [...ports.values()], (ofPort) =>
    examinePort(host, ofPort, endAt),
  );
  const found = endpoints.flat();
  const speaking = found.filter(({ ssh }) => ssh !== null);
  if (speaking.length > maxSshEndpoints) {
    unread.push({ what: `SSH ports beyond the first ${maxSshEndpoints}`, code: 'output-limit' });
  }
  const kept = new Set(speaking.slice(0, maxSshEndpoints));
  return { unread, endpoints: found.filter((endpoint) => endpoint.ssh === null || kept.has(endpoint)) };
}

/** The addresses of one port, one after the other: mostly one server that listens on IPv4 and IPv6. */
async function examinePort(host: Host, listeners: readonly Listener[], endAt: number): Promise<Endpoint[]> {
  const endpoints: Endpoint[] = [];
  for (const listener of listeners) {
    const known = endpoints.flatMap(({ ssh }) => ssh ?? []);
    endpoints.push(await examineListener(host, listener, known, endAt));
  }
  return endpoints;
}

async function examineListener(
  host: Host,
  listener: Listener,
  known: readonly SshFacts[],
  endAt: number,
): Promise<Endpoint> {
  const { address, port, process } = listener;
  const left = endAt - host.now().getTime();
  if (left <= 0) return { address, port, process, seen: 'out-of-time', identification: null, ssh: null };
  const target = { address: ownAddress(address), port };
  const options = {
    timeoutMs: Math.min(endpointTimeoutMs, left),
    ...(isLikelySsh(listener) ? {} : { listenMs }),
  };
  // One connection tells whether it is a server that has been examined already.
  const glance = known.length > 0 ? await examineSsh(host, target, { ...options, maxConnections: 1 }) : null;
  const same = known.find((facts) => glance?.ssh && isSameServer(facts, glance.ssh));
  const { seen, said, ssh } =
    glance && (same || glance.ssh === null) ? glance : await examineSsh(host, target, options);
  const identification = said?.startsWith('SSH-') ? said : null;
  return { address, port, process, seen, identification, ssh: same ?? ssh };
}

/** The same words, and a host key that is among those of the other. */
function isSameServer(known: SshFacts, glance: SshFacts): boolean {
  const [key] = glance.hostKeys;
  return (
    key !== undefined &&
    known.hostKeys.some(({ sha256 }) => sha256 === key.sha256) &&
    known.identification === glance.identification &&
    JSON.stringify(known.lists) === JSON.stringify(glance.lists)
  );
}
