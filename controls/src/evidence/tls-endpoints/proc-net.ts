import { ProbeError } from '@tenken/shared';

/** LISTEN; a UDP socket that takes datagrams from anybody is 07. */
const listening = '0A';

/**
 * Local addresses of the listening sockets in `/proc/net/tcp` or `/proc/net/tcp6`; with another state those of
 * `/proc/net/udp` and `/proc/net/udp6`.
 *
 * The kernel writes each 32-bit word of an address in the byte order of the machine, which is little-endian
 * wherever this runs, and the port in network order.
 *
 * @see https://docs.kernel.org/networking/proc_net_tcp.html
 */
export function parseProcNet(table: string, wanted = listening): { address: string; port: number }[] {
  const [header, ...lines] = table.split('\n');
  if (!header?.includes('local_address')) throw new ProbeError('unparsable', 'no header in /proc/net/tcp');
  const sockets: { address: string; port: number }[] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    const [, local, , state] = line.trim().split(/\s+/);
    const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local ?? '');
    if (!match?.[1] || !match[2] || state === undefined) {
      throw new ProbeError('unparsable', 'a line of /proc/net/tcp has no address and state');
    }
    const port = Number.parseInt(match[2], 16);
    if (state === wanted && port > 0) sockets.push({ address: addressOf(match[1]), port });
  }
  return sockets;
}

function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) =>
    (word.match(/../g) ?? []).toReversed().map((byte) => Number.parseInt(byte, 16)),
  );
  return bytes.length === 4 ? bytes.join('.') : ipv6(bytes);
}

/** Shortest form (RFC 5952); an IPv4 address in IPv6 clothes is that IPv4 address. */
function ipv6(bytes: number[]): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => (bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0),
  );
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return bytes.slice(12).join('.');
  }
  const text = groups.map((group) => group.toString(16)).join(':');
  const [longest] = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)]
    .map((match) => match[0])
    .toSorted((a, b) => b.length - a.length);
  if (longest === undefined) return text;
  const at = text.indexOf(longest);
  return `${text.slice(0, at)}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}
