import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { networkOfIwd, parseConnection, parseIfcfg, parseSupplicant } from './linux-profiles.ts';
import { parseAccessPoints } from './nmcli.ts';
import type { Network, Wireless } from './schema.ts';

const maxProfiles = 200;

export async function readLinux(host: Host): Promise<Wireless> {
  const unread: Unread[] = [];
  const container = await isContainer(host);
  const folder = '/sys/class/ieee80211';
  const adapters = (await readPart(unread, folder, [], () => host.list(folder))) ?? [];
  if (container || adapters.length === 0) {
    return { unread, container, adapters: [], profiles: [], connected: [], truncated: false };
  }
  const profiles = [
    ...(await readFiles(
      host,
      unread,
      [
        '/etc/NetworkManager/system-connections',
        '/run/NetworkManager/system-connections',
        '/usr/lib/NetworkManager/system-connections',
      ],
      /./,
      (text) => [parseConnection(text)],
    )),
    ...(await readFiles(host, unread, ['/etc/wpa_supplicant', '/run/netplan'], /\.conf$/, parseSupplicant)),
    ...(await readFiles(
      host,
      unread,
      ['/etc/sysconfig/network', '/etc/sysconfig/network-scripts'],
      /^ifcfg-/,
      (text) => [parseIfcfg(text)],
    )),
    ...((await readPart(unread, '/var/lib/iwd', [], () => host.list('/var/lib/iwd'))) ?? []).flatMap(
      (file) => networkOfIwd(file) ?? [],
    ),
  ];
  return {
    unread,
    container,
    adapters: adapters.slice(0, 16),
    profiles: profiles.slice(0, maxProfiles),
    connected: await readPart(unread, 'nmcli', null, () => readConnected(host)),
    truncated: profiles.length > maxProfiles,
  };
}

/** Files with keys in them, of which nothing but the kind of protection is kept. */
async function readFiles(
  host: Host,
  unread: Unread[],
  folders: readonly string[],
  name: RegExp,
  parse: (text: string) => (Network | null)[],
): Promise<Network[]> {
  const networks: Network[] = [];
  for (const folder of folders) {
    const files = (await readPart(unread, folder, [], () => host.list(folder))) ?? [];
    for (const file of files.filter((candidate) => name.test(candidate)).slice(0, 300)) {
      const path = `${folder}/${file}`;
      const found = await readPart(unread, folder, [], async () =>
        parse(new TextDecoder().decode(await host.readFile(path, { maxBytes: 64 * 1024 }))),
      );
      networks.push(...(found ?? []).filter((network) => network !== null));
    }
  }
  return networks;
}

/** nmcli(1), exit status. */
const notRunning = 8;

/** Null where NetworkManager is not in charge: what an access point offers is then not told. */
async function readConnected(host: Host): Promise<Network[] | null> {
  const shown = await host.run('nmcli', [
    '-t',
    '-f',
    'IN-USE,SSID,WPA-FLAGS,RSN-FLAGS',
    'device',
    'wifi',
    'list',
    '--rescan',
    'no',
  ]);
  if (shown.exitCode === notRunning) return null;
  if (shown.exitCode !== 0) throw new ProbeError('unparsable', `nmcli exits with ${shown.exitCode}`);
  return parseAccessPoints(shown.stdout).slice(0, 16);
}
