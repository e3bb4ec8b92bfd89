import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { boundedLists } from './bounded.ts';
import { parseLinks, parseRoutes } from './ip-json.ts';
import { parseProxies, parseResolvConf } from './linux-files.ts';
import type { Interface, NetworkConfiguration, Proxy } from './schema.ts';

export async function readLinux(host: Host): Promise<NetworkConfiguration> {
  const unread: Unread[] = [];
  const interfaces: Interface[] = [];
  for (const link of parseLinks(await ip(host, ['-j', '-d', 'addr', 'show']))) {
    interfaces.push({
      ...link,
      kind: link.kind === 'ethernet' ? await radioKind(host, link.name) : link.kind,
      ipv6: await speaksIpv6(host, link.name),
    });
  }
  // Rules may send traffic to any table: a tunnel keeps its default route beside the main one.
  const routes = [
    ...parseRoutes(await ip(host, ['-j', '-4', 'route', 'show', 'table', 'all']), 'ipv4'),
    ...parseRoutes(await ip(host, ['-j', '-6', 'route', 'show', 'table', 'all']), 'ipv6'),
  ];
  const addresses = interfaces.flatMap((one) => one.addresses.map(({ scope }) => scope));
  return {
    unread,
    container: await isContainer(host),
    ...boundedLists(interfaces, routes),
    // The kernel makes none by itself; what a program made is an interface.
    automaticTunnels: addresses.includes('tunnelled') ? [{ name: '6to4', on: true }] : [],
    dnsServers: await readResolvers(host, unread),
    proxies: await readProxies(host, unread),
    connectivity: null,
  };
}

async function ip(host: Host, args: readonly string[]): Promise<string> {
  try {
    const shown = await host.run('ip', args);
    if (shown.exitCode === 0) return shown.stdout;
    // Without IPv6 in the kernel there is no table to show.
    if (args.includes('-6')) return '';
    throw new ProbeError('internal', `ip ${args.join(' ')} exits with ${shown.exitCode}`);
  } catch (error) {
    if (!isProbeError(error, 'not-found')) throw error;
    throw new ProbeError('unsupported', 'the program ip (iproute2) is not installed', { cause: error });
  }
}

async function radioKind(host: Host, name: string): Promise<Interface['kind']> {
  try {
    const event = await text(host, `/sys/class/net/${name}/uevent`);
    const type = /^DEVTYPE=(\w+)$/m.exec(event)?.[1];
    if (type === undefined && !/^INTERFACE=/m.test(event)) {
      throw new ProbeError('unparsable', `what ${name} is, its uevent does not tell`);
    }
    return type === 'wlan' ? 'wireless' : type === 'wwan' ? 'mobile' : 'ethernet';
  } catch (error) {
    if (isProbeError(error, 'not-found')) return 'ethernet';
    throw error;
  }
}

/** The folder is not there where IPv6 is not part of the kernel, or was switched off at its start. */
async function speaksIpv6(host: Host, name: string): Promise<boolean | null> {
  try {
    const value = (await text(host, `/proc/sys/net/ipv6/conf/${name}/disable_ipv6`)).trim();
    return value === '0' ? true : value === '1' ? false : null;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return false;
    if (isProbeError(error)) return null;
    throw error;
  }
}

/** A resolver on the machine itself hands questions on; systemd's tells to whom. */
async function readResolvers(host: Host, unread: Unread[]): Promise<string[]> {
  const own = await readResolvConf(host, unread, '/etc/resolv.conf');
  if (!own.includes('127.0.0.53')) return own.slice(0, 32);
  const beyond = await readResolvConf(host, unread, '/run/systemd/resolve/resolv.conf');
  return (beyond.length > 0 ? beyond : own).slice(0, 32);
}

async function readResolvConf(host: Host, unread: Unread[], path: string): Promise<string[]> {
  return parseResolvConf((await readPart(unread, path, '', () => text(host, path))) ?? '');
}

const proxyFiles = [
  '/etc/environment',
  '/etc/sysconfig/proxy',
  '/etc/dnf/dnf.conf',
  '/etc/yum.conf',
  '/etc/apt/apt.conf',
];

/** Files that hold for everybody; what a person sets in a shell or browser is not seen. */
async function readProxies(host: Host, unread: Unread[]): Promise<Proxy[]> {
  const files = [...proxyFiles];
  for (const folder of ['/etc/profile.d', '/etc/apt/apt.conf.d']) {
    const names = (await readPart(unread, folder, [], () => host.list(folder))) ?? [];
    files.push(...names.filter((name) => /prox/i.test(name)).map((name) => `${folder}/${name}`));
  }
  const proxies: Proxy[] = [];
  for (const file of files.slice(0, 40)) {
    const content = (await readPart(unread, file, '', () => text(host, file))) ?? '';
    proxies.push(...parseProxies(content, file));
  }
  return proxies.slice(0, 50);
}

async function text(host: Host, path: string): Promise<string> {
  return new TextDecoder().decode(await host.readFile(path, { maxBytes: 64 * 1024 }));
}
