import { isProbeError, ProbeError } from '@tenken/shared';
import type { CimInstance, Host } from '@tenken/shared';
import { examineListeners } from './examine-listeners.ts';
import type { Listener } from '../listener.ts';
import type { TlsEndpoints } from './schema.ts';

/** `State` of MSFT_NetTCPConnection: Listen. */
const listening = 2;

export async function readWindows(host: Host): Promise<TlsEndpoints> {
  return examineListeners(host, await readWindowsListeners(host));
}

export async function readWindowsListeners(host: Host): Promise<Listener[]> {
  const connections = await host.cim({
    namespace: 'root/StandardCimv2',
    className: 'MSFT_NetTCPConnection',
    properties: ['State', 'LocalAddress', 'LocalPort', 'OwningProcess'],
  });
  const names = await readNames(host);
  return parseConnections(connections, names);
}

/** The listening ones. Process 4 is the kernel: http.sys (IIS, WinRM) and SMB listen there. */
export function parseConnections(
  connections: readonly CimInstance[],
  names: Map<number, string>,
): Listener[] {
  const listeners: Listener[] = [];
  for (const { State, LocalAddress, LocalPort, OwningProcess } of connections) {
    if (typeof State !== 'number') {
      throw new ProbeError('unparsable', 'a connection of MSFT_NetTCPConnection has no state');
    }
    if (State !== listening) continue;
    if (
      typeof LocalAddress !== 'string' ||
      typeof LocalPort !== 'number' ||
      !(LocalPort >= 1 && LocalPort <= 65_535)
    ) {
      throw new ProbeError('unparsable', 'a listener of MSFT_NetTCPConnection has no address and port');
    }
    const process = typeof OwningProcess === 'number' ? (names.get(OwningProcess) ?? null) : null;
    listeners.push({ address: LocalAddress.toLowerCase().slice(0, 64), port: LocalPort, process });
  }
  return listeners;
}

/** Names help people to find the server; nothing is judged by them. */
async function readNames(host: Host): Promise<Map<number, string>> {
  try {
    const processes = await host.cim({
      namespace: 'root/cimv2',
      className: 'Win32_Process',
      properties: ['ProcessId', 'Name'],
    });
    const names = new Map<number, string>();
    for (const { ProcessId, Name } of processes) {
      if (typeof ProcessId === 'number' && typeof Name === 'string') names.set(ProcessId, Name.slice(0, 128));
    }
    return names;
  } catch (error) {
    if (isProbeError(error)) return new Map();
    throw error;
  }
}
