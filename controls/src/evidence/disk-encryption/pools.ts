import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isDeviceName, join, readLinkOrNull, walkDevice } from './block-device.ts';
import type { Follow, Walk } from './block-device.ts';

const untold: Walk = { layers: [], encrypted: null, removable: false, memory: false };

/** A btrfs mount names one of its devices; the others are listed below /sys/fs/btrfs. */
export async function walkBtrfs(host: Host, source: string, follow: Follow): Promise<Walk & { id: string }> {
  const name = await deviceName(host, source);
  if (name === null) {
    return { ...untold, id: source };
  }
  for (const uuid of await host.list('/sys/fs/btrfs')) {
    const members = await membersOf(host, uuid);
    if (members.includes(name)) {
      const walks: Walk[] = [];
      for (const member of members.slice(0, 64)) {
        walks.push(await walkDevice(host, member, follow));
      }
      return { ...join(walks, members.length > 64), id: uuid };
    }
  }
  return { ...untold, id: source };
}

async function membersOf(host: Host, uuid: string): Promise<string[]> {
  if (!/^[0-9a-f-]{36}$/.test(uuid)) {
    return [];
  }
  return host.list(`/sys/fs/btrfs/${uuid}/devices`);
}

/** `/dev/mapper/root` is a link to `../dm-0`; a plain device is itself. */
export async function deviceName(host: Host, path: string): Promise<string | null> {
  if (!path.startsWith('/dev/')) {
    return null;
  }
  const target = await readLinkOrNull(host, path);
  const name = (target ?? path).split('/').at(-1) ?? '';
  return isDeviceName(name) ? name : null;
}

/**
 * A dataset's own encryption, or else that of every device of its pool. `zfs` prints tabs and exact values with
 * `-Hp`, in any locale.
 */
export async function walkZfs(host: Host, dataset: string, follow: Follow): Promise<Walk> {
  if (!/^[A-Za-z0-9][\w.:/ -]{0,250}$/.test(dataset)) {
    return untold;
  }
  const own = await host.run('zfs', ['get', '-Hp', '-o', 'value', 'encryption', dataset]);
  if (own.exitCode !== 0) {
    throw new ProbeError('unparsable', `zfs get exits with ${own.exitCode}`);
  }
  const value = own.stdout.trim();
  if (/^aes-(128|192|256)-(ccm|gcm)$/.test(value)) {
    return { layers: [`ZFS ${value}`], encrypted: true, removable: false, memory: false };
  }
  if (value !== 'off') {
    return untold;
  }
  const pool = dataset.split('/')[0] ?? '';
  const list = await host.run('zpool', ['list', '-v', '-H', '-P', '-L', pool]);
  if (list.exitCode !== 0) {
    throw new ProbeError('unparsable', `zpool list exits with ${list.exitCode}`);
  }
  const walks: Walk[] = [];
  for (const path of parsePoolDevices(list.stdout)) {
    const name = await deviceName(host, path);
    walks.push(name === null ? untold : await walkDevice(host, name, follow));
  }
  const joined = join(walks);
  return { ...joined, layers: ['ZFS', ...joined.layers].slice(0, 40) };
}

/** Lines of a pool's devices start with a tab and, with `-P`, the whole path; a file as a device has one as well. */
export function parsePoolDevices(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.trim().split('\t')[0] ?? '')
    .filter((path) => path.startsWith('/'))
    .slice(0, 100);
}
