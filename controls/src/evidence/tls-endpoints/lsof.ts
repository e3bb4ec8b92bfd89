import { ProbeError } from '@tenken/shared';
import type { Listener } from '../listener.ts';

/**
 * `lsof -nP -iTCP -sTCP:LISTEN -FpctnT`: one field a line, its kind in the first letter. A process (`p`, `c`) is
 * followed by its files (`f`, `t`, `n`, `T`). Names are `*:443`, `127.0.0.1:631` and `[::1]:631`.
 *
 * @see https://lsof.readthedocs.io/en/latest/manpage/#output-for-other-programs
 */
export function parseLsof(output: string): Listener[] {
  const listeners: Listener[] = [];
  let process: string | null = null;
  let type = '';
  for (const line of output.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) process = null;
    // Anything but plain characters comes as `\x20`, which is how it is shown to people as well.
    if (line.startsWith('c')) process = value.slice(0, 128) || null;
    if (line.startsWith('t')) type = value;
    if (!line.startsWith('n')) continue;
    const match = /^(\*|\[[0-9a-fA-F:.%\w]+\]|[0-9.]+):(\d{1,5})$/.exec(value);
    const port = Number(match?.[2]);
    if (!match?.[1] || !(port >= 1 && port <= 65_535)) {
      throw new ProbeError('unparsable', 'lsof names a listening socket without address and port');
    }
    const everywhere = type === 'IPv6' ? '::' : '0.0.0.0';
    const address = match[1] === '*' ? everywhere : match[1].replace(/^\[|\]$/g, '');
    listeners.push({ address: address.slice(0, 64), port, process });
  }
  return listeners;
}
