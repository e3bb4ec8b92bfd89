import { ProbeError } from '@tenken/shared';
import { isEverywhere, scopesOf } from './bounded.ts';
import { proxyAddress, scriptAddress } from './proxy-address.ts';
import type { DefaultRoute, Interface, Proxy } from './schema.ts';

/** Interfaces that the system keeps for itself: peer-to-peer radio, USB to its own chips, filters. */
const own = /^(?:lo|awdl|llw|anpi|ap|p2p|XHC|pflog|pktap)\d*$/;

/** `ifconfig -a`: a line `en0: flags=8863<UP,…> mtu 1500` and indented ones about it. */
export function parseIfconfig(output: string): Interface[] {
  const blocks = output.split(/^(?=\S)/m).filter((block) => block.trim() !== '');
  if (blocks.length === 0) throw new ProbeError('unparsable', 'ifconfig prints no interface');
  const links = blocks.map((block) => {
    const head = /^([A-Za-z0-9._-]{1,32}): flags=[0-9a-f]+<([^>]*)>/.exec(block);
    if (!head?.[1]) throw new ProbeError('unparsable', 'ifconfig prints an interface without flags');
    const addresses = [...block.matchAll(/^\s+inet6? (\S+)/gm)].map((match) =>
      (match[1] ?? '').replace(/%.*$/, ''),
    );
    const status = /^\s+status: (\w+)/m.exec(block)?.[1];
    const isUp = (head[2] ?? '').split(',').includes('UP');
    return { block, name: head[1], addresses, up: status === undefined ? isUp : status === 'active' };
  });
  return (
    links
      // Tunnels that the system made for itself have a link-local address at most.
      .filter(({ name, addresses }) => {
        if (own.test(name)) return false;
        return !/^(?:utun|gif|stf)\d+$/.test(name) || addresses.some((address) => !/^fe80:/i.test(address));
      })
      .map(({ block, name, addresses, up }) => {
        const kind = kindOf(name);
        return {
          name,
          kind,
          tunnel: kind === 'tunnel' ? name.replace(/\d+$/, '') : null,
          up,
          addresses: scopesOf(addresses),
          ipv6: addresses.some((address) => address.includes(':')),
          members: kind === 'team' ? membersOf(block, links) : null,
        };
      })
  );
}

function membersOf(block: string, links: readonly { name: string; up: boolean }[]): Interface['members'] {
  const names = /^\s+bond interfaces: (.*)$/m.exec(block)?.[1]?.trim().split(/\s+/) ?? [];
  return names
    .slice(0, 16)
    .map((name) => ({ name, up: links.find((link) => link.name === name)?.up ?? null }));
}

function kindOf(name: string): Interface['kind'] {
  if (/^en\d+$/.test(name)) return 'ethernet';
  if (/^(?:utun|ipsec|gif|stf|tun|tap)\d+$/.test(name)) return 'tunnel';
  if (/^ppp\d+$/.test(name)) return 'point-to-point';
  if (/^pdp_ip\d+$/.test(name)) return 'mobile';
  if (/^bond\d+$/.test(name)) return 'team';
  if (/^bridge\d+$/.test(name)) return 'bridge';
  return /^vlan\d+$/.test(name) ? 'vlan' : 'other';
}

/** `netstat -rn`: columns destination, gateway, flags, interface; the parts are headed `Internet:` and `Internet6:`. */
export function parseNetstat(output: string): DefaultRoute[] {
  if (!/^Internet6?:$/m.test(output)) throw new ProbeError('unparsable', 'netstat prints no routing table');
  let family: DefaultRoute['family'] = 'ipv4';
  const routes: DefaultRoute[] = [];
  for (const line of output.split('\n')) {
    if (/^Internet:$/.test(line)) family = 'ipv4';
    if (/^Internet6:$/.test(line)) family = 'ipv6';
    const [destination = '', gateway = '', , interfaceName] = line.trim().split(/\s+/);
    const full = destination.replace(/^0\/1$/, '0.0.0.0/1').replace(/^128\.0\/1$/, '128.0.0.0/1');
    if (!isEverywhere(full) || interfaceName === undefined) continue;
    // The system's own tunnels hold a default route of their own scope, with a link-local gateway.
    if (/^utun\d+$/.test(interfaceName) && /^fe80:/i.test(gateway)) continue;
    const isDirect = gateway.startsWith('link#') || gateway === interfaceName;
    routes.push({
      family,
      interface: interfaceName.slice(0, 128),
      gateway: isDirect ? null : gateway.replace(/%.*$/, '').slice(0, 64),
    });
  }
  return routes;
}

/** `scutil --dns`: `  nameserver[0] : 192.0.2.53`; the same one stands in several resolvers. */
export function parseScutilDns(output: string): string[] {
  const servers = [...output.matchAll(/^\s*nameserver\[\d+\] : ([0-9A-Fa-f:.%\w]{1,64})\s*$/gm)];
  return [...new Set(servers.map((match) => match[1] ?? ''))].slice(0, 32);
}

/** `scutil --proxy`: a dictionary of `HTTPEnable : 1` and the like. */
export function parseScutilProxy(output: string): Proxy[] {
  if (!output.includes('<dictionary>')) throw new ProbeError('unparsable', 'scutil prints no dictionary');
  const values = new Map(
    [...output.matchAll(/^\s*(\w+) : (.+?)\s*$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
  const proxies: Proxy[] = [];
  for (const name of ['HTTP', 'HTTPS', 'SOCKS', 'FTP']) {
    const server = values.get(`${name}Proxy`);
    if (values.get(`${name}Enable`) !== '1' || server === undefined) continue;
    const port = values.get(`${name}Port`);
    const address = proxyAddress(port === undefined ? server : `${server}:${port}`);
    proxies.push({ source: `scutil ${name}`, type: 'manual', address, enforced: null });
  }
  const script = values.get('ProxyAutoConfigURLString');
  if (values.get('ProxyAutoConfigEnable') === '1' && script !== undefined) {
    proxies.push({ source: 'scutil', type: 'script', address: scriptAddress(script), enforced: null });
  }
  if (values.get('ProxyAutoDiscoveryEnable') === '1') {
    proxies.push({ source: 'scutil', type: 'auto-detect', address: null, enforced: null });
  }
  return proxies;
}
