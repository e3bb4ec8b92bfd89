import { isProbeError, ProbeError } from '@tenken/shared';
import type { CimInstance, Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { DnsServer } from './schema.ts';

const namespace = 'root/MicrosoftDNS';
const maxZones = 100;

/** @see https://learn.microsoft.com/windows/win32/dns/dns-wmi-classes */
export async function readWindows(host: Host): Promise<DnsServer> {
  const unread: Unread[] = [];
  const windows = await readPart(unread, 'MicrosoftDNS', 'absent' as const, () => readServer(host));
  return {
    unread,
    installed: windows === 'absent' ? [] : ['windows-dns'],
    bind: null,
    unbound: null,
    windows: windows === 'absent' ? null : windows,
  };
}

async function readServer(host: Host): Promise<NonNullable<DnsServer['windows']>> {
  const servers = await host.cim({
    namespace,
    className: 'MicrosoftDNS_Server',
    properties: ['NoRecursion'],
  });
  const noRecursion = servers[0]?.['NoRecursion'];
  if (typeof noRecursion !== 'boolean') {
    throw new ProbeError('unparsable', 'MicrosoftDNS_Server: NoRecursion');
  }
  try {
    const zones = await host.cim({
      namespace,
      className: 'MicrosoftDNS_Zone',
      properties: ['Name', 'ZoneType', 'SecureSecondaries', 'AutoCreated'],
    });
    return { recursion: !noRecursion, ...zonesOf(zones) };
  } catch (error) {
    // The server has answered: zones that are missing are not the fact that there is no server.
    if (isProbeError(error, 'not-found')) throw new ProbeError('internal', 'MicrosoftDNS_Zone is missing');
    throw error;
  }
}

/** Types: 0 = cache, 1 = primary, 2 = secondary, 3 = stub, 4 = forwarder. */
export function zonesOf(
  instances: readonly CimInstance[],
): Pick<NonNullable<DnsServer['windows']>, 'zones' | 'truncated'> {
  const zones = instances.flatMap(({ Name, ZoneType, SecureSecondaries, AutoCreated }) => {
    if (AutoCreated === true || (ZoneType !== 1 && ZoneType !== 2)) return [];
    if (typeof Name !== 'string' || typeof SecureSecondaries !== 'number') {
      throw new ProbeError('unparsable', 'MicrosoftDNS_Zone: SecureSecondaries');
    }
    return [{ name: Name.slice(0, 256), transfer: Math.trunc(SecureSecondaries) }];
  });
  return { zones: zones.slice(0, maxZones), truncated: zones.length > maxZones };
}
