import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parseProcNet } from '../tls-endpoints/proc-net.ts';
import { listenersOf } from './listeners.ts';
import type { Range, Socket } from './listeners.ts';
import type { ListeningServices } from './schema.ts';
import { parseSsOwners } from './ss-owners.ts';
import type { Owner } from './ss-owners.ts';

const tables = [
  ['/proc/net/tcp', 'tcp', '0A'],
  ['/proc/net/tcp6', 'tcp', '0A'],
  ['/proc/net/udp', 'udp', '07'],
  ['/proc/net/udp6', 'udp', '07'],
] as const;

/** The kernel tells every user's sockets to anyone, and their programs to root. */
export async function readLinux(host: Host): Promise<ListeningServices> {
  const sockets: Pick<Socket, 'protocol' | 'address' | 'port'>[] = [];
  for (const [path, protocol, state] of tables) {
    for (const socket of await readTable(host, path, state)) sockets.push({ protocol, ...socket });
  }
  const owners = await readOwners(host);
  const programs = new Map<string, string>();
  const named: Socket[] = [];
  for (const socket of sockets) {
    const owner = owners.get(`${socket.protocol} ${socket.address} ${socket.port}`);
    named.push({ ...socket, program: owner ? await programOf(host, owner, programs) : null, service: null });
  }
  return { unread: [], ...listenersOf(named, await readDynamicRange(host)) };
}

/** There are no tables of IPv6 where it is switched off. */
async function readTable(host: Host, path: string, state: string) {
  try {
    return parseProcNet(text(await host.readFile(path, { maxBytes: 16 * 1024 * 1024 })), state);
  } catch (error) {
    if (isProbeError(error, 'not-found') && path.endsWith('6')) return [];
    throw error;
  }
}

/** Without `ss` a listener has no program, which a control tells where it needs one. */
async function readOwners(host: Host): Promise<Map<string, Owner>> {
  try {
    const listed = await host.run('ss', ['-H', '-O', '-l', '-t', '-u', '-n', '-p']);
    return listed.exitCode === 0 ? parseSsOwners(listed.stdout) : new Map();
  } catch (error) {
    if (isProbeError(error)) return new Map();
    throw error;
  }
}

/** `ss` tells the name of the main thread, which a program may change; the file that it runs is better. */
async function programOf(host: Host, { name, pid }: Owner, known: Map<string, string>): Promise<string> {
  const earlier = known.get(pid);
  if (earlier !== undefined) return earlier;
  let program = name;
  try {
    const file = (await host.readLink(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
    program = file.slice(file.lastIndexOf('/') + 1) || name;
  } catch (error) {
    if (!isProbeError(error)) throw error;
  }
  known.set(pid, program.slice(0, 128));
  return program.slice(0, 128);
}

async function readDynamicRange(host: Host): Promise<Range> {
  const path = '/proc/sys/net/ipv4/ip_local_port_range';
  const match = /^(\d+)\s+(\d+)\s*$/.exec(text(await host.readFile(path, { maxBytes: 64 })));
  if (!match) throw new ProbeError('unparsable', `${path} holds no range`);
  return { from: Number(match[1]), to: Number(match[2]) };
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
