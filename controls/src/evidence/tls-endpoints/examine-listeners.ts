import type { Host } from '@tenken/shared';
import { examineOwnPorts } from '../examine-own-ports.ts';
import { ownAddress } from '../listener.ts';
import type { Listener } from '../listener.ts';
import { examinePort } from '../tls/examine-port.ts';
import type { Unread } from '../unread.ts';
import type { TlsEndpoints } from './schema.ts';

type Endpoint = TlsEndpoints['endpoints'][number];

const parallelConnections = 2;

/** Finds out what TLS the listeners of this machine accept. */
export function examineListeners(
  host: Host,
  listeners: readonly Listener[],
  unread: Unread[] = [],
): Promise<TlsEndpoints> {
  return examineOwnPorts<Endpoint>(host, listeners, unread, {
    protocol: 'TLS',
    together: (listener) => listener,
    async examine(listener, timeoutMs) {
      const { address, port, process } = listener;
      if (timeoutMs === null) {
        return { address, port, process, seen: 'out-of-time', startTls: null, tls: null };
      }
      const target = { address: ownAddress(address), port };
      const { seen, startTls, tls } = await examinePort(host, target, { timeoutMs, parallelConnections });
      const spoken = startTls && { protocol: startTls.protocol, offered: startTls.offered };
      return { address, port, process, seen, startTls: spoken, tls };
    },
    speaks: ({ tls }) => tls !== null,
  });
}
