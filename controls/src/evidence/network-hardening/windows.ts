import type { Host, RegistryKey } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { NetworkHardening } from './schema.ts';

const tcpip = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters';
const tcpip6 = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters';

/**
 * `SynAttackProtect` and `TcpMaxHalfOpen` of Windows Server 2003 do nothing since Windows Vista, whose protection is
 * always on; lists that still ask for them are out of date. Values take effect at the next start.
 *
 * @see https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc781167(v=ws.10)
 */
export async function readWindows(host: Host): Promise<NetworkHardening> {
  const unread: Unread[] = [];
  const ipv4 = await readPart(unread, tcpip, null, () => host.registry(tcpip));
  const ipv6 = await readPart(unread, tcpip6, null, () => host.registry(tcpip6));
  return {
    unread,
    container: false,
    synFlood: 'built-in',
    reversePathFilter: null,
    // Accepted unless it is set to 0.
    acceptsRedirects: ipv4 === null ? null : (dword(ipv4, 'EnableICMPRedirect') ?? 1) !== 0,
    // 0 all, 1 (the default) all but those to be handed on, 2 none. The default of IPv6 is the same.
    acceptsSourceRoutes:
      ipv4 === null
        ? null
        : dword(ipv4, 'DisableIPSourceRouting') !== 2 ||
          (ipv6 !== null && dword(ipv6, 'DisableIPSourceRouting') !== 2),
    answersBroadcasts: null,
    forwards: ipv4 === null ? null : dword(ipv4, 'IPEnableRouter') === 1,
    synBacklog: null,
    acceptBacklog: null,
  };
}

function dword(key: RegistryKey, name: string): number | null {
  const value = Object.entries(key.values).find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1];
  return value?.type === 'REG_DWORD' ? value.data : null;
}
