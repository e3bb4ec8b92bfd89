import { ProbeError } from '@tenken/shared';
import type { Socket } from './listeners.ts';

/**
 * `lsof -nP -iTCP -iUDP -sTCP:LISTEN -FpcPtn`: one field a line, its kind in the first letter. A process (`p`,
 * `c`) is followed by its files (`f`, `t` IPv4 or IPv6, `P` protocol, `n` name). Names are `*:443`,
 * `127.0.0.1:631`, `[::1]:631`; `*:*` is a socket without a port and `a->b` one that has a partner.
 *
 * @see https://lsof.readthedocs.io/en/latest/manpage/#output-for-other-programs
 */
export function parseLsofSockets(output: string): Socket[] {
  const sockets: Socket[] = [];
  let program: string | null = null;
  let type = '';
  let protocol = '';
  for (const line of output.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) program = null;
    if (line.startsWith('c')) program = value.slice(0, 128) || null;
    if (line.startsWith('t')) type = value;
    if (line.startsWith('P')) protocol = value.toLowerCase();
    if (!line.startsWith('n') || value === '*:*' || value.includes('->')) continue;
    const match = /^(\*|\[[0-9a-fA-F:.%\w]+\]|[0-9.]+):(\d{1,5})$/.exec(value);
    const port = Number(match?.[2]);
    if (!match?.[1] || !(port >= 1 && port <= 65_535) || (protocol !== 'tcp' && protocol !== 'udp')) {
      throw new ProbeError('unparsable', 'lsof names a socket without protocol, address and port');
    }
    const everywhere = type === 'IPv6' ? '::' : '0.0.0.0';
    const address = match[1] === '*' ? everywhere : match[1].replace(/^\[|\]$/g, '').replace(/%.*$/, '');
    sockets.push({ protocol, address: address.slice(0, 64), port, program, service: null });
  }
  return sockets;
}
