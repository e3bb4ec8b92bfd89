import type { Host } from '@tenken/shared';
import { examineOwnPorts } from '../examine-own-ports.ts';
import { ownAddress } from '../listener.ts';
import type { Listener } from '../listener.ts';
import { examineSsh } from '../ssh/examine.ts';
import type { SshFacts } from '../ssh/facts.ts';
import type { Unread } from '../unread.ts';
import { isLikelySsh } from './likely.ts';
import type { SshEndpoints } from './schema.ts';

type Endpoint = SshEndpoints['endpoints'][number];

/** sshd forks and executes itself anew before it says anything. */
const listenMs = 1500;

/** Finds out what the SSH servers among the listeners of this machine offer. */
export function examineListeners(
  host: Host,
  listeners: readonly Listener[],
  unread: Unread[] = [],
): Promise<SshEndpoints> {
  return examineOwnPorts<Endpoint>(host, listeners, unread, {
    protocol: 'SSH',
    // Mostly one server that listens on IPv4 and IPv6.
    together: ({ port }) => port,
    examine: (listener, timeoutMs, before) => examineListener(host, listener, timeoutMs, before),
    speaks: ({ ssh }) => ssh !== null,
  });
}

async function examineListener(
  host: Host,
  listener: Listener,
  timeoutMs: number | null,
  before: readonly Endpoint[],
): Promise<Endpoint> {
  const { address, port, process } = listener;
  if (timeoutMs === null) {
    return { address, port, process, seen: 'out-of-time', identification: null, ssh: null };
  }
  const target = { address: ownAddress(address), port };
  const options = { timeoutMs, ...(isLikelySsh(listener) ? {} : { listenMs }) };
  const known = before.flatMap(({ ssh }) => ssh ?? []);
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
