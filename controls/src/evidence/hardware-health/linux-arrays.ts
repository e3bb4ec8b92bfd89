import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { listOrEmpty, readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { DiskArray } from './schema.ts';
import { parseZpoolStatus, wholeDisk } from './zpool.ts';

export async function readArrays(host: Host, unread: Unread[], blocks: string[]): Promise<DiskArray[]> {
  const arrays: DiskArray[] = [];
  for (const name of blocks.filter((block) => /^md[\w-]{1,90}$/.test(block))) {
    const array = await readPart(unread, `/sys/block/${name}/md`, null, () => readMd(host, name));
    if (array) arrays.push(array);
  }
  arrays.push(...((await readPart(unread, '/sys/fs/btrfs', [], () => readBtrfs(host))) ?? []));
  arrays.push(...((await readPart(unread, 'zpool status', [], () => readZfs(host))) ?? []));
  arrays.push(...((await readPart(unread, '/sys/block/dm-*', [], () => readLvm(host, blocks))) ?? []));
  if (arrays.length > 64) unread.push({ what: 'arrays', code: 'output-limit' });
  return arrays.slice(0, 64);
}

/** @see https://docs.kernel.org/admin-guide/md.html */
async function readMd(host: Host, name: string): Promise<DiskArray | null> {
  const value = async (file: string) => (await readTextOrNull(host, `/sys/block/${name}/md/${file}`))?.trim();
  const level = await value('level');
  // A container holds the arrays of a controller's format, which are listed by themselves.
  if (level === undefined || level === '' || level === 'container') return null;
  const redundant = /^raid(1|4|5|6|10)$/.test(level);
  const missing = redundant ? await value('degraded') : '0';
  const state = await value('array_state');
  if (missing === undefined || state === undefined || !/^\d{1,4}$/.test(missing)) {
    throw new ProbeError('unparsable', `${name} does not say how many disks are missing`);
  }
  const rebuilds = missing !== '0' && (await value('sync_action')) === 'recover';
  const members = await listOrEmpty(host, `/sys/block/${name}/slaves`);
  return {
    name,
    system: 'md',
    level: level.slice(0, 100),
    redundant,
    state:
      state === 'inactive' || state === 'broken'
        ? 'failed'
        : rebuilds
          ? 'rebuilding'
          : missing === '0'
            ? 'good'
            : 'degraded',
    members: [...new Set(members.map(wholeDisk))].slice(0, 64),
  };
}

const btrfsRedundant = /^(raid1|raid1c3|raid1c4|raid10|raid5|raid6)$/;

/** A file system on one disk is no array. */
async function readBtrfs(host: Host): Promise<DiskArray[]> {
  const arrays: DiskArray[] = [];
  for (const id of (await listOrEmpty(host, '/sys/fs/btrfs')).filter((name) =>
    /^[0-9a-f-]{36}$/.test(name),
  )) {
    const root = `/sys/fs/btrfs/${id}`;
    const devices = await host.list(`${root}/devices`);
    const slots = await listOrEmpty(host, `${root}/devinfo`);
    const missing: boolean[] = [];
    for (const slot of slots.slice(0, 64)) {
      const value = await readTextOrNull(host, `${root}/devinfo/${slot}/missing`);
      missing.push(value?.trim() === '1');
    }
    if (devices.length < 2 && slots.length < 2) continue;
    const profiles: string[] = [];
    for (const kind of ['data', 'metadata', 'system']) {
      const entries = await listOrEmpty(host, `${root}/allocation/${kind}`);
      profiles.push(...entries.filter((entry) => /^(single|dup|raid\w{1,4})$/.test(entry)));
    }
    arrays.push({
      name: id,
      system: 'btrfs',
      level: [...new Set(profiles)].toSorted().join('+') || null,
      redundant: profiles.length === 0 ? null : profiles.every((profile) => btrfsRedundant.test(profile)),
      // Kernels before 5.6 have no devinfo.
      state: slots.length === 0 ? null : missing.includes(true) ? 'degraded' : 'good',
      members: [...new Set(devices.map(wholeDisk))].slice(0, 64),
    });
  }
  return arrays;
}

const poolStates = new Map<string, DiskArray['state']>([
  ['ONLINE', 'good'],
  ['DEGRADED', 'degraded'],
  ['FAULTED', 'failed'],
  ['UNAVAIL', 'failed'],
  ['SUSPENDED', 'failed'],
]);

/** The module's own file tells the state without a program, and is there while a pool is. */
async function readZfs(host: Host): Promise<DiskArray[]> {
  const arrays: DiskArray[] = [];
  const entries = await listOrEmpty(host, '/proc/spl/kstat/zfs');
  for (const pool of entries.slice(0, 200)) {
    const state = await stateOfPool(host, pool);
    if (state === null) continue;
    const status = await host.run('zpool', ['status', '-LP', pool], { timeoutMs: 10_000 });
    if (status.exitCode !== 0) {
      throw new ProbeError('unparsable', `zpool status exits with ${status.exitCode}`);
    }
    arrays.push({
      name: pool.slice(0, 100),
      system: 'zfs',
      state: poolStates.get(state) ?? null,
      ...parseZpoolStatus(status.stdout),
    });
  }
  return arrays;
}

/** Beside the pools' folders lie files of the module: below those there is nothing. */
async function stateOfPool(host: Host, entry: string): Promise<string | null> {
  try {
    return (await readTextOrNull(host, `/proc/spl/kstat/zfs/${entry}/state`))?.trim() ?? null;
  } catch (error) {
    if (isProbeError(error, 'internal')) return null;
    throw error;
  }
}

/** LVM tells the state of its mirrors only by programs that lock; that there is one is told by the names of their halves. */
async function readLvm(host: Host, blocks: string[]): Promise<DiskArray[]> {
  const names = new Set<string>();
  for (const block of blocks.filter((name) => /^dm-\d{1,5}$/.test(name)).slice(0, 500)) {
    const name = (await readTextOrNull(host, `/sys/block/${block}/dm/name`))?.trim() ?? '';
    const volume = /^(.+)_[rm]image_\d{1,3}$/.exec(name)?.[1];
    if (volume !== undefined) names.add(volume.slice(0, 100));
  }
  return [...names].map((name) => ({
    name,
    system: 'lvm',
    level: null,
    redundant: null,
    state: null,
    members: [],
  }));
}
