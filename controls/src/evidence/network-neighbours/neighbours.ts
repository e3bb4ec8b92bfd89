import type { Neighbour, NetworkNeighbours } from './schema.ts';

const maxNeighbours = 256;

/** Null for broadcast, multicast and empty addresses, which belong to no machine. */
export function hardwareAddress(text: string): string | null {
  const parts = text.toLowerCase().split(/[:-]/);
  if (parts.length !== 6 || !parts.every((part) => /^[0-9a-f]{1,2}$/.test(part))) return null;
  const address = parts.map((part) => part.padStart(2, '0')).join(':');
  const isForMany = (Number.parseInt(address.slice(0, 2), 16) & 1) === 1;
  return isForMany || address === '00:00:00:00:00:00' ? null : address;
}

export function neighboursOf(
  list: readonly { address: string; hardware: string }[],
): Pick<NetworkNeighbours, 'neighbours' | 'truncated'> {
  const distinct = new Map<string, Neighbour>();
  for (const { address, hardware } of list) {
    const known = hardwareAddress(hardware);
    if (known === null) continue;
    const plain = address.toLowerCase().replace(/%.*$/, '').slice(0, 64);
    distinct.set(`${known} ${plain}`, { address: plain, hardwareAddress: known });
  }
  const sorted = [...distinct].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
  return { neighbours: sorted.slice(0, maxNeighbours), truncated: sorted.length > maxNeighbours };
}
