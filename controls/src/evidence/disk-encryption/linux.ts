import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import type { Unread } from '../unread.ts';
import { readLinkOrNull, walkDevice } from './block-device.ts';
import type { Follow, Walk } from './block-device.ts';
import { storageOf } from './file-systems.ts';
import { mountOf, parseMountinfo, parseSwaps } from './mountinfo.ts';
import type { Mount, Swap } from './mountinfo.ts';
import { walkBtrfs, walkZfs } from './pools.ts';
import type { DiskEncryption, Volume } from './schema.ts';

const maxVolumes = 200;

export async function readLinux(host: Host): Promise<DiskEncryption> {
  const mounts = parseMountinfo(await readText(host, '/proc/self/mountinfo'));
  const swaps = parseSwaps(await readText(host, '/proc/swaps'));
  if (await isContainer(host)) {
    return { unread: [], container: true, volumes: [], swaps: [], thirdParty: [] };
  }
  const unread: Unread[] = [];
  const machine = new Machine(host, mounts, unread);
  const volumes = await machine.volumes();
  return {
    unread,
    container: false,
    volumes,
    swaps: await machine.swaps(swaps),
    thirdParty: [],
  };
}

type Found = { id: string; walk: Walk };

/** The mounts of one machine; each file system is followed once, however often it is mounted. */
class Machine {
  readonly #host: Host;
  readonly #mounts: readonly Mount[];
  readonly #unread: Unread[];
  readonly #walks = new Map<string, Found>();
  /** Those that are being followed: one behind the other, never two at once. */
  readonly #open = new Set<string>();

  constructor(host: Host, mounts: readonly Mount[], unread: Unread[]) {
    this.#host = host;
    this.#mounts = mounts;
    this.#unread = unread;
  }

  async volumes(): Promise<Volume[]> {
    const byId = new Map<string, Volume>();
    for (const mount of this.#mounts) {
      const storage = storageOf(mount.fileSystem);
      if (storage === 'none') {
        continue;
      }
      const { id, walk } = await this.#follow(mount);
      const known = byId.get(id);
      if (known) {
        known.mountPoints.push(mount.mountPoint.slice(0, 300));
        continue;
      }
      byId.set(id, volumeOf(mount, storage, walk));
    }
    const all = [...byId.values()];
    if (all.length > maxVolumes) {
      this.#unread.push({ what: 'mounted file systems', code: 'output-limit' });
    }
    return all
      .slice(0, maxVolumes)
      .map((volume) => ({ ...volume, mountPoints: shortest(volume.mountPoints) }));
  }

  async swaps(swaps: Swap[]): Promise<DiskEncryption['swaps']> {
    if (swaps.length > 50) {
      this.#unread.push({ what: '/proc/swaps', code: 'output-limit' });
    }
    const found: DiskEncryption['swaps'] = [];
    for (const { path, type } of swaps.slice(0, 50)) {
      const walk = type === 'partition' ? await this.#device(path) : await this.#fileOn(path);
      const { layers, encrypted, memory } = walk ?? { layers: [], encrypted: null, memory: false };
      found.push({ source: path.slice(0, 300), memory, layers, encrypted });
    }
    return found;
  }

  #device(path: string): Promise<Walk> {
    return this.#guarded(path, () => walkDevice(this.#host, path.split('/').at(-1) ?? '', this.#fileOn));
  }

  /** A file, behind a loop device or as swap, is as well encrypted as the file system that it lies on. */
  readonly #fileOn: Follow = async (path) => {
    const mount = mountOf(this.#mounts, path);
    if (mount === null || storageOf(mount.fileSystem) !== 'block') {
      return null;
    }
    return this.#guarded(path, () => this.#walk(mount).then(({ walk }) => walk));
  };

  #follow(mount: Mount): Promise<Found> {
    const storage = storageOf(mount.fileSystem);
    if (storage !== 'block') {
      return Promise.resolve({ id: `${mount.device} ${mount.source}`, walk: nothing });
    }
    return this.#walk(mount);
  }

  async #walk(mount: Mount): Promise<Found> {
    const key = `${mount.device} ${mount.source}`;
    const known = this.#walks.get(key);
    if (known) return known;
    // Nothing lies on itself; what says so is not believed.
    if (this.#open.has(key)) return { id: key, walk: nothing };
    this.#open.add(key);
    try {
      const found = await this.#read(mount);
      this.#walks.set(key, found);
      return found;
    } finally {
      this.#open.delete(key);
    }
  }

  async #read(mount: Mount): Promise<Found> {
    const { device, source, fileSystem } = mount;
    if (fileSystem === 'btrfs') {
      const walk = await this.#guarded(source, () => walkBtrfs(this.#host, source, this.#fileOn));
      return { id: 'id' in walk ? String(walk.id) : source, walk };
    }
    if (fileSystem === 'zfs') {
      return {
        id: source,
        walk: await this.#guarded(source, () => walkZfs(this.#host, source, this.#fileOn)),
      };
    }
    // Major number 0: a file system without a block device that nobody has written how to follow.
    if (device.startsWith('0:')) {
      return { id: `${device} ${source}`, walk: nothing };
    }
    const name = (await readLinkOrNull(this.#host, `/sys/dev/block/${device}`))?.split('/').at(-1) ?? '';
    return {
      id: device,
      walk: await this.#guarded(source, () => walkDevice(this.#host, name, this.#fileOn)),
    };
  }

  async #guarded<T extends Walk>(what: string, walk: () => Promise<T>): Promise<T | Walk> {
    try {
      return await walk();
    } catch (error) {
      if (!isProbeError(error)) {
        throw error;
      }
      this.#unread.push({ what: `what ${what} lies on`.slice(0, 300), code: error.code });
      return nothing;
    }
  }
}

const nothing: Walk = { layers: [], encrypted: null, removable: false, memory: false };

function volumeOf(mount: Mount, storage: 'network' | 'layered' | 'block', walk: Walk): Volume {
  const kind = storage === 'block' ? (walk.removable ? 'removable' : 'fixed') : storage;
  return {
    mountPoints: [mount.mountPoint.slice(0, 300)],
    source: mount.source.slice(0, 300),
    fileSystem: mount.fileSystem.slice(0, 300),
    // A live system or a thin client whose root is an overlay: what it writes goes where nobody has looked.
    kind: storage === 'layered' && mount.mountPoint === '/' ? 'fixed' : kind,
    purpose: null,
    layers: walk.layers,
    encrypted: walk.encrypted,
    why: walk.encrypted === null ? 'not-told' : walk.encrypted ? 'encrypted-layer' : 'not-encrypted',
  };
}

function shortest(mountPoints: string[]): string[] {
  return [...new Set(mountPoints)].toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, 20);
}

async function readText(host: Host, path: string): Promise<string> {
  return new TextDecoder().decode(await host.readFile(path));
}
