import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { boundedLists } from './bounded.ts';
import { parseIfconfig, parseNetstat, parseScutilDns, parseScutilProxy } from './macos-text.ts';
import type { NetworkConfiguration } from './schema.ts';

/** The output of these tools is not translated. */
export async function readMacos(host: Host): Promise<NetworkConfiguration> {
  const interfaces = parseIfconfig(await outputOf(host, '/sbin/ifconfig', ['-a']));
  const routes = parseNetstat(await outputOf(host, '/usr/sbin/netstat', ['-rn']));
  return {
    unread: [],
    container: false,
    ...boundedLists(interfaces, routes),
    automaticTunnels: [],
    dnsServers: parseScutilDns(await outputOf(host, '/usr/sbin/scutil', ['--dns'])),
    proxies: parseScutilProxy(await outputOf(host, '/usr/sbin/scutil', ['--proxy'])),
    connectivity: null,
  };
}

async function outputOf(host: Host, program: string, args: readonly string[]): Promise<string> {
  const shown = await host.run(program, args);
  if (shown.exitCode !== 0) throw new ProbeError('internal', `${program} exits with ${shown.exitCode}`);
  return shown.stdout;
}
