import type { Host, RegistryKey, RegistryValue } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { proxyAddress, scriptAddress } from './proxy-address.ts';
import type { Proxy } from './schema.ts';

const tcpip6 = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters';
const transition = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\TCPIP\\v6Transition';
const indicator = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\NlaSvc\\Parameters\\Internet';
const indicatorPolicy = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\NetworkConnectivityStatusIndicator';
const internetSettings = 'Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const proxyPolicy = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const maxUsers = 30;

export type TunnelSettings = {
  /** `DisabledComponents` switches native IPv6 off; effective after a restart. */
  ipv6Off: boolean;
  tunnelsOff: boolean;
  policy: Map<string, boolean>;
  /** Windows asks its usual server on the internet, so its word about the internet means something. */
  probing: boolean;
};

/** @see https://learn.microsoft.com/troubleshoot/windows-server/networking/configure-ipv6-in-windows */
export async function readTunnelSettings(host: Host, unread: Unread[]): Promise<TunnelSettings> {
  const components = dword(await key(host, unread, tcpip6), 'DisabledComponents') ?? 0;
  const policies = await key(host, unread, transition);
  const policy = new Map<string, boolean>();
  for (const [name, member] of [
    ['teredo', 'Teredo_State'],
    ['6to4', '6to4_State'],
    ['isatap', 'ISATAP_State'],
  ] as const) {
    const state = string(policies, member);
    if (state !== null) policy.set(name, !/^disabled$/i.test(state));
  }
  const own = await key(host, unread, indicator);
  const server = string(own, 'ActiveWebProbeHost');
  const isOff =
    dword(own, 'EnableActiveProbing') === 0 ||
    dword(await key(host, unread, indicatorPolicy), 'NoActiveProbe') === 1;
  return {
    ipv6Off: (components & 0x10) !== 0,
    tunnelsOff: (components & 0x01) !== 0,
    policy,
    probing: !isOff && (server === null || /(?:^|\.)(?:msftconnecttest|msftncsi)\.com$/i.test(server)),
  };
}

/** Settings of services (WinHTTP), of the machine, and of the people who are signed in. */
export async function readProxies(host: Host, unread: Unread[]): Promise<Proxy[]> {
  const proxies: Proxy[] = [];
  const connections = `HKLM\\${internetSettings}\\Connections`;
  const winHttp = member(await key(host, unread, connections), 'WinHttpSettings');
  const service = winHttp?.type === 'REG_BINARY' ? parseWinHttp(winHttp.data) : null;
  if (service !== null) {
    proxies.push({ source: 'WinHttpSettings', type: 'manual', address: service, enforced: true });
  }
  // With this policy one setting of the machine holds for everybody, and users have none of their own.
  const isPerMachine = dword(await key(host, unread, proxyPolicy), 'ProxySettingsPerUser') === 0;
  if (isPerMachine) {
    proxies.push(...proxiesOf(await key(host, unread, `HKLM\\${internetSettings}`), 'HKLM', true));
    return proxies;
  }
  const hives = (await readPart(unread, 'HKU', null, () => host.registry('HKU')))?.subkeys ?? [];
  const users = hives.filter((name) => /^S-1-(?:5-21|12-1)(?:-\d{1,10}){3,12}$/.test(name));
  if (users.length > maxUsers) {
    unread.push({ what: `proxies of ${users.length} users`, code: 'output-limit' });
  }
  for (const user of users.slice(0, maxUsers)) {
    const root = `HKU\\${user}`;
    const lock = await key(
      host,
      unread,
      `${root}\\Software\\Policies\\Microsoft\\Internet Explorer\\Control Panel`,
    );
    const settings = await key(host, unread, `${root}\\${internetSettings}`);
    proxies.push(...proxiesOf(settings, user, dword(lock, 'Proxy') === 1));
  }
  return proxies.slice(0, 50);
}

function proxiesOf(settings: RegistryKey | null, source: string, enforced: boolean): Proxy[] {
  const proxies: Proxy[] = [];
  const server = string(settings, 'ProxyServer');
  if (dword(settings, 'ProxyEnable') === 1 && server !== null) {
    // One for all, or one for each protocol: `http=a:8080;https=b:8080`.
    for (const part of server.split(';')) {
      const address = proxyAddress(part.replace(/^[a-z]+=/i, ''));
      if (address !== '') proxies.push({ source, type: 'manual', address, enforced });
    }
  }
  const script = string(settings, 'AutoConfigURL');
  if (script !== null && script !== '') {
    proxies.push({ source, type: 'script', address: scriptAddress(script), enforced });
  }
  return proxies;
}

/**
 * Little-endian words: a version, a counter, flags (2: a proxy is set), the length of `server:port` and that text in
 * ASCII. Null = none is set.
 */
export function parseWinHttp(hex: string): string | null {
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length < 16 || (bytes.readUInt32LE(8) & 2) === 0) return null;
  const length = bytes.readUInt32LE(12);
  const server = bytes.subarray(16, 16 + Math.min(length, 500)).toString('latin1');
  return proxyAddress(server.split(/[; ]/, 1)[0]?.replace(/^[a-z]+=/i, '') ?? '') || null;
}

async function key(host: Host, unread: Unread[], path: string): Promise<RegistryKey | null> {
  return readPart(unread, path, null, () => host.registry(path));
}

function member(entry: RegistryKey | null, name: string): RegistryValue | null {
  return (
    Object.entries(entry?.values ?? {}).find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1] ?? null
  );
}

function dword(entry: RegistryKey | null, name: string): number | null {
  const value = member(entry, name);
  return value?.type === 'REG_DWORD' ? value.data : null;
}

function string(entry: RegistryKey | null, name: string): string | null {
  const value = member(entry, name);
  return value?.type === 'REG_SZ' ? value.data : null;
}
