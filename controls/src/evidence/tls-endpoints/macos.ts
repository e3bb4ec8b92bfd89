import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import { examineListeners } from './examine-listeners.ts';
import type { Listener } from '../listener.ts';
import { parseLsof } from './lsof.ts';
import type { TlsEndpoints } from './schema.ts';

export async function readMacos(host: Host): Promise<TlsEndpoints> {
  const unread: Unread[] = [];
  return examineListeners(host, await readMacosListeners(host, unread), unread);
}

/** @param unread is told what only root could see */
export async function readMacosListeners(host: Host, unread: Unread[]): Promise<Listener[]> {
  const user = await host.run('/usr/bin/id', ['-u']);
  // Without root lsof shows the sockets of the own user only, and says nothing about the others.
  if (user.exitCode !== 0 || user.stdout.trim() !== '0') {
    unread.push({ what: 'listening ports of other users', code: 'permission-denied' });
  }
  const listed = await host.run('/usr/sbin/lsof', ['-nP', '-iTCP', '-sTCP:LISTEN', '-FpctnT']);
  // 1 is both 'nothing found' and 'something could not be read'; the latter is told on stderr.
  if (listed.exitCode !== 0 && (listed.stdout.trim() !== '' || listed.stderr.trim() !== '')) {
    throw new ProbeError('unparsable', `lsof exits with ${listed.exitCode}`);
  }
  return parseLsof(listed.stdout);
}
