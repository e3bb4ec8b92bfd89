import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { powershell } from '../powershell.ts';
import type { Unread } from '../unread.ts';
import { boundedLists, isEverywhere, scopesOf } from './bounded.ts';
import type { Interface, NetworkConfiguration } from './schema.ts';
import { readProxies, readTunnelSettings } from './windows-settings.ts';

/** Words of enumerations are names of the interface and not translated; what may be missing is caught one by one. */
const script = `foreach ($a in @(Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetAdapter)) { [pscustomobject]@{ kind = 'adapter'; index = [int]$a.InterfaceIndex; name = [string]$a.Name; type = [int]$a.InterfaceType; medium = [int]$a.NdisPhysicalMedium; virtual = [bool]$a.Virtual; connected = [int]$a.MediaConnectState; hidden = [bool]$a.Hidden } }
foreach ($i in @(Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetIPAddress)) { [pscustomobject]@{ kind = 'address'; index = [int]$i.InterfaceIndex; address = [string]$i.IPAddress } }
foreach ($r in @(Get-NetRoute -PolicyStore ActiveStore)) { if (@('0.0.0.0/0','::/0','0.0.0.0/1','128.0.0.0/1','::/1','8000::/1','2000::/3') -contains $r.DestinationPrefix) { [pscustomobject]@{ kind = 'route'; index = [int]$r.InterfaceIndex; destination = [string]$r.DestinationPrefix; gateway = [string]$r.NextHop } } }
foreach ($d in @(Get-DnsClientServerAddress)) { foreach ($s in @($d.ServerAddresses)) { [pscustomobject]@{ kind = 'dns'; index = [int]$d.InterfaceIndex; address = [string]$s } } }
foreach ($b in @(Get-NetAdapterBinding -ComponentID ms_tcpip6)) { [pscustomobject]@{ kind = 'ipv6'; name = [string]$b.Name; enabled = [bool]$b.Enabled } }
try { foreach ($c in @(Get-NetConnectionProfile)) { [pscustomobject]@{ kind = 'connectivity'; ipv4 = [int]$c.IPv4Connectivity; ipv6 = [int]$c.IPv6Connectivity } } } catch { }
try { [pscustomobject]@{ kind = 'tunnel'; name = 'teredo'; state = [string](Get-NetTeredoConfiguration).Type } } catch { }
try { [pscustomobject]@{ kind = 'tunnel'; name = '6to4'; state = [string](Get-Net6to4Configuration).State } } catch { }
try { [pscustomobject]@{ kind = 'tunnel'; name = 'isatap'; state = [string](Get-NetIsatapConfiguration).State } } catch { }
try { foreach ($m in @(Get-NetLbfoTeamMember)) { [pscustomobject]@{ kind = 'member'; team = [string]$m.Team; name = [string]$m.Name; failure = [int]$m.FailureReason } } } catch { }`;

const Index = z.int();
const Answer = z.array(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('adapter'),
      index: Index,
      name: z.string(),
      type: z.int(),
      medium: z.int(),
      virtual: z.boolean(),
      connected: z.int(),
      hidden: z.boolean(),
    }),
    z.object({ kind: z.literal('address'), index: Index, address: z.string() }),
    z.object({ kind: z.literal('route'), index: Index, destination: z.string(), gateway: z.string() }),
    z.object({ kind: z.literal('dns'), index: Index, address: z.string() }),
    z.object({ kind: z.literal('ipv6'), name: z.string(), enabled: z.boolean() }),
    z.object({ kind: z.literal('connectivity'), ipv4: z.int(), ipv6: z.int() }),
    z.object({ kind: z.literal('tunnel'), name: z.enum(['teredo', '6to4', 'isatap']), state: z.string() }),
    z.object({ kind: z.literal('member'), team: z.string(), name: z.string(), failure: z.int() }),
  ]),
);
type Entry = z.infer<typeof Answer>[number];

export async function readWindows(host: Host): Promise<NetworkConfiguration> {
  const unread: Unread[] = [];
  const parsed = parseNetwork(await powershell(host, 'network-configuration', script, { timeoutMs: 30_000 }));
  const settings = await readTunnelSettings(host, unread);
  const { tunnels, connectivity, ...rest } = parsed;
  return {
    unread,
    container: false,
    ...rest,
    interfaces: rest.interfaces.map((one) => (settings.ipv6Off ? { ...one, ipv6: false } : one)),
    automaticTunnels: (['teredo', '6to4', 'isatap'] as const).map((name) => ({
      name,
      on: settings.tunnelsOff || settings.policy.get(name) === false ? false : (tunnels.get(name) ?? null),
    })),
    proxies: await readProxies(host, unread),
    connectivity: settings.probing ? connectivity : null,
  };
}

type Parsed = Pick<
  NetworkConfiguration,
  'interfaces' | 'defaultRoutes' | 'truncated' | 'dnsServers' | 'connectivity'
> & {
  tunnels: Map<string, boolean | null>;
};

export function parseNetwork(data: readonly unknown[]): Parsed {
  const answer = Answer.safeParse(data);
  if (!answer.success) throw new ProbeError('unparsable', 'the answer about the network has another shape');
  const entries = answer.data;
  const adapters = of(entries, 'adapter');
  const names = new Map(adapters.map(({ index, name }) => [index, name.slice(0, 128)]));
  const addresses = of(entries, 'address');
  const bound = new Map(of(entries, 'ipv6').map(({ name, enabled }) => [name, enabled]));
  const members = of(entries, 'member');
  const interfaces = adapters.flatMap((adapter): Interface[] => {
    const own = addresses.filter(({ index }) => index === adapter.index).map(({ address }) => address);
    const kind = kindOf(
      adapter,
      members.some(({ team }) => team === adapter.name),
    );
    // Adapters that are kept out of sight carry nothing unless they have an address.
    if (adapter.hidden && own.length === 0) return [];
    return [
      {
        name: adapter.name.slice(0, 128),
        kind,
        tunnel: kind === 'tunnel' ? `type ${adapter.type}` : null,
        up: adapter.connected === 0 ? null : adapter.connected === 1,
        addresses: scopesOf(own),
        ipv6: bound.get(adapter.name) ?? null,
        members:
          kind === 'team'
            ? members
                .filter(({ team }) => team === adapter.name)
                .map(({ name, failure }) => ({ name: name.slice(0, 128), up: failure === 0 }))
                .slice(0, 16)
            : null,
      },
    ];
  });
  const routes = of(entries, 'route')
    .filter(({ destination }) => isEverywhere(destination))
    .map(({ index, destination, gateway }) => ({
      family: destination.includes(':') ? ('ipv6' as const) : ('ipv4' as const),
      interface: names.get(index) ?? `interface ${index}`,
      gateway: gateway === '' || gateway === '0.0.0.0' || gateway === '::' ? null : gateway.slice(0, 64),
    }));
  // Three made-up addresses stand in for 'none is set' on IPv6.
  const dns = of(entries, 'dns')
    .map(({ address }) => address.slice(0, 64))
    .filter((address) => !/^fec0:0:0:ffff::[123](?:%\d+)?$/i.test(address));
  return {
    ...boundedLists(interfaces, routes),
    dnsServers: [...new Set(dns)].slice(0, 32),
    connectivity: connectivityOf(of(entries, 'connectivity')),
    tunnels: new Map(of(entries, 'tunnel').map(({ name, state }) => [name, stateOf(state)])),
  };
}

function of<Kind extends Entry['kind']>(entries: readonly Entry[], kind: Kind) {
  return entries.filter((entry): entry is Extract<Entry, { kind: Kind }> => entry.kind === kind);
}

/** Interface types of IANA; physical media of NDIS: 8 mobile, 9 wireless LAN. */
function kindOf(adapter: Extract<Entry, { kind: 'adapter' }>, isTeam: boolean): Interface['kind'] {
  if (isTeam) return 'team';
  if (adapter.type === 131) return 'tunnel';
  if (adapter.type === 71 || adapter.medium === 9) return 'wireless';
  if (adapter.type === 243 || adapter.type === 244 || adapter.medium === 8) return 'mobile';
  if (adapter.type === 23) return 'point-to-point';
  // VPN programs bring adapters of their own: 53, or an Ethernet adapter without hardware.
  if (adapter.virtual || adapter.type === 53) return 'virtual';
  return adapter.type === 6 ? 'ethernet' : 'other';
}

/** 0 disconnected, 1 no traffic, 2 subnet, 3 local network, 4 internet. */
function connectivityOf(
  list: readonly { ipv4: number; ipv6: number }[],
): NetworkConfiguration['connectivity'] {
  if (list.length === 0) return null;
  const most = Math.max(...list.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]));
  return most >= 4 ? 'internet' : most >= 1 ? 'local' : 'none';
}

/** `Default` is on or off by version and edition. */
function stateOf(state: string): boolean | null {
  if (/^disabled$/i.test(state)) return false;
  return state === '' || /^default$/i.test(state) ? null : true;
}
