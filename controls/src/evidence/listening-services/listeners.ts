import type { Listener, ListeningServices } from './schema.ts';

const maxListeners = 200;

export type Range = { from: number; to: number };

/** The range of Windows and macOS, and IANA's: https://www.rfc-editor.org/rfc/rfc6335#section-6 */
export const usualDynamicRange: Range = { from: 49_152, to: 65_535 };

export type Socket = Omit<Listener, 'port'> & { port: number };

/**
 * Sockets of loopback are left out. UDP ports of the dynamic range belong to programs that asked for any port, and
 * are others at each start: they become one entry for each program.
 */
export function listenersOf(
  sockets: readonly Socket[],
  dynamic: Range,
): Pick<ListeningServices, 'listeners' | 'truncated'> {
  const distinct = new Map<string, Listener>();
  for (const socket of sockets) {
    if (isLoopback(socket.address)) continue;
    const isDynamic = socket.protocol === 'udp' && socket.port >= dynamic.from && socket.port <= dynamic.to;
    const listener = { ...socket, port: isDynamic ? null : socket.port };
    const { protocol, address, port, program, service } = listener;
    distinct.set([protocol, address, port, program, service].join('\n'), listener);
  }
  const sorted = [...distinct.values()].toSorted(
    (a, b) =>
      compare(a.protocol, b.protocol) ||
      (a.port ?? 65_536) - (b.port ?? 65_536) ||
      compare(a.address, b.address) ||
      compare(a.program ?? '', b.program ?? '') ||
      compare(a.service ?? '', b.service ?? ''),
  );
  return { listeners: sorted.slice(0, maxListeners), truncated: sorted.length > maxListeners };
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
