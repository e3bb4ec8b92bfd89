import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { neighboursOf } from './neighbours.ts';
import type { NetworkNeighbours } from './schema.ts';

export async function readMacos(host: Host): Promise<NetworkNeighbours> {
  const arp = await host.run('/usr/sbin/arp', ['-an']);
  const ndp = await host.run('/usr/sbin/ndp', ['-an']);
  if (arp.exitCode !== 0 || ndp.exitCode !== 0) {
    throw new ProbeError('internal', `arp exits with ${arp.exitCode}, ndp with ${ndp.exitCode}`);
  }
  return {
    unread: [],
    container: false,
    ...neighboursOf([...parseArp(arp.stdout), ...parseNdp(ndp.stdout)]),
  };
}

/** `? (192.0.2.1) at 0:11:22:33:44:55 on en0 ifscope [ethernet]`; zeros in front are left out. */
export function parseArp(output: string): { address: string; hardware: string }[] {
  return [...output.matchAll(/^\S+ \(([0-9.]+)\) at ([0-9a-f:]+) on /gim)].map((match) => ({
    address: match[1] ?? '',
    hardware: match[2] ?? '',
  }));
}

/** Columns neighbour, link-layer address, interface; the machine itself is permanent (`expires` is `permanent`). */
export function parseNdp(output: string): { address: string; hardware: string }[] {
  return output.split('\n').flatMap((line) => {
    const [address = '', hardware = '', , expires] = line.trim().split(/\s+/);
    if (!address.includes(':') || !/^[0-9a-f:]+$/i.test(hardware) || expires === 'permanent') return [];
    return [{ address, hardware }];
  });
}
