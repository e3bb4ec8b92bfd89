import type { Destination } from './schema.ts';

/** Remote ends of the connections that stand, from `/proc/net/tcp` and `tcp6`. */
export type Connections = { port: number; address: string | null }[];

/** Column 3 is `ADDRESS:PORT` in hexadecimal, an IPv4 address as the processor keeps it; state 01 stands. */
export function parseConnections(text: string): Connections {
  const found: Connections = [];
  for (const line of text.split('\n')) {
    const [, address, port] =
      /^\s*\d+:\s+[0-9A-F]+:[0-9A-F]{4}\s+([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})\s+01\s/.exec(line) ?? [];
    if (address === undefined || port === undefined) continue;
    found.push({ port: Number.parseInt(port, 16), address: address.length === 8 ? ipv4Of(address) : null });
  }
  return found;
}

function ipv4Of(hex: string): string {
  return (hex.match(/../g) ?? [])
    .toReversed()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}

const connecting = new Set<Destination['transport']>(['tcp', 'tls', 'relp']);

/**
 * Whether a connection to one of the destinations stands. A name is not resolved: a connection to its port counts.
 * Null for ways of sending that keep no connection.
 */
export function isConnected(list: readonly Destination[], connections: Connections): boolean | null {
  const able = list.filter(({ transport, port }) => connecting.has(transport) && port !== null);
  if (able.length === 0) return null;
  return able.some((destination) =>
    connections.some(({ port, address }) => {
      if (port !== destination.port) return false;
      return address === null || !/^[\d.]+$/.test(destination.address) || destination.address === address;
    }),
  );
}
