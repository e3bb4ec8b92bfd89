import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { examineListeners } from './examine-listeners.ts';
import type { Listener } from '../listener.ts';
import { parseProcNet } from './proc-net.ts';
import type { TlsEndpoints } from './schema.ts';
import { parseSs } from './ss.ts';

export async function readLinux(host: Host): Promise<TlsEndpoints> {
  return examineListeners(host, await readLinuxListeners(host));
}

/** Every user's listening sockets; the programs of other users are told to root only. */
export async function readLinuxListeners(host: Host): Promise<Listener[]> {
  const sockets = [...(await readTable(host, '/proc/net/tcp')), ...(await readTable6(host))];
  const names = await readNames(host);
  return sockets.map(({ address, port }) => ({
    address,
    port,
    process: names.get(`${address} ${port}`) ?? null,
  }));
}

async function readTable(host: Host, path: string) {
  return parseProcNet(new TextDecoder().decode(await host.readFile(path, { maxBytes: 16 * 1024 * 1024 })));
}

/** There is no such file where IPv6 is switched off. */
async function readTable6(host: Host) {
  try {
    return await readTable(host, '/proc/net/tcp6');
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}

/** Names help people to find the server; nothing is judged by them, so a missing `ss` takes nothing away. */
async function readNames(host: Host): Promise<Map<string, string>> {
  try {
    const listed = await host.run('ss', ['-H', '-O', '-l', '-t', '-n', '-p']);
    return listed.exitCode === 0 ? parseSs(listed.stdout) : new Map();
  } catch (error) {
    if (isProbeError(error)) return new Map();
    throw error;
  }
}
