import { ProbeError } from '@tenken/shared';
import type { CimInstance, Host } from '@tenken/shared';
import { neighboursOf } from './neighbours.ts';
import type { NetworkNeighbours } from './schema.ts';

export async function readWindows(host: Host): Promise<NetworkNeighbours> {
  const instances = await host.cim({
    namespace: 'root/StandardCimv2',
    className: 'MSFT_NetNeighbor',
    properties: ['IPAddress', 'LinkLayerAddress', 'State'],
  });
  return { unread: [], container: false, ...neighboursOf(parseNeighbours(instances)) };
}

/** `State`: 0 unreachable, 1 incomplete; all others have been met. */
export function parseNeighbours(instances: readonly CimInstance[]): { address: string; hardware: string }[] {
  return instances.flatMap(({ IPAddress, LinkLayerAddress, State }) => {
    if (typeof IPAddress !== 'string' || typeof State !== 'number') {
      throw new ProbeError('unparsable', 'a neighbour of MSFT_NetNeighbor has no address and state');
    }
    const isMet = State > 1 && typeof LinkLayerAddress === 'string';
    return isMet ? [{ address: IPAddress, hardware: LinkLayerAddress }] : [];
  });
}
