import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

/** Where one block device leads: its layers from the outside in, and whether every way passes encryption. */
export type Walk = { layers: string[]; encrypted: boolean | null; removable: boolean; memory: boolean };

/** `CRYPT-VERITY-` and `CRYPT-INTEGRITY-` only guard against change, although lsblk calls them crypt as well. */
const encrypting = /^CRYPT-(LUKS1|LUKS2|PLAIN|BITLK|TCRYPT|LOOPAES|FVAULT2)-/;

/** A server with 64 disks behind four paths each has 320 devices. */
const mostDevices = 2000;

/** Where a walk is: devices that it came through, and how many it may still look at in all its branches. */
type Way = { above: readonly string[]; rest: { devices: number } };

/** How the file behind a loop device is followed: to the device of the mount that it lies on. */
export type Follow = (path: string) => Promise<Walk | null>;

/**
 * Walks from a block device down to disks through /sys, which every user may read. Nothing else is asked: without
 * udev data lsblk says `null` for an encrypted disk, and a LUKS header somewhere says nothing about this device.
 */
export async function walkDevice(host: Host, name: string, follow: Follow, way?: Way): Promise<Walk> {
  const { above, rest } = way ?? { above: [], rest: { devices: mostDevices } };
  rest.devices -= 1;
  // No kernel stacks a device upon itself; what says so is not believed.
  if (rest.devices < 0 || above.includes(name) || !isDeviceName(name)) {
    return { layers: [], encrypted: null, removable: false, memory: false };
  }
  const onward = { above: [...above, name], rest };
  const path = `/sys/class/block/${name}`;
  if (name.startsWith('zram')) {
    return zram(host, name);
  }
  const uuid = await readWord(host, `${path}/dm/uuid`);
  const cipher = uuid === null ? null : encrypting.exec(uuid)?.[1];
  const layer = uuid === null ? (name.startsWith('md') ? 'md' : null) : layerOf(uuid);
  const slaves = await listOrNull(host, `${path}/slaves`);
  if (slaves !== null && slaves.length > 0) {
    const below: Walk[] = [];
    for (const slave of slaves.slice(0, 64)) {
      below.push(await walkDevice(host, slave, follow, onward));
    }
    const joined = join(below, slaves.length > 64);
    const layers = [...(layer === null ? [] : [layer]), ...joined.layers].slice(0, 40);
    return { ...joined, layers, encrypted: cipher ? true : joined.encrypted };
  }
  if (uuid !== null) {
    // A mapping onto nothing visible: its own word counts, the rest is not told.
    return { layers: [layerOf(uuid)], encrypted: cipher ? true : null, removable: false, memory: false };
  }
  const parent = await wholeDisk(host, path);
  if (parent !== null && parent !== name) {
    return walkDevice(host, parent, follow, onward);
  }
  const backing = await readWord(host, `${path}/loop/backing_file`);
  if (backing !== null) {
    const behind = await follow(backing);
    if (behind === null) {
      return { layers: ['loop'], encrypted: null, removable: false, memory: false };
    }
    return { ...behind, layers: ['loop', ...behind.layers].slice(0, 40) };
  }
  return disk(host, name, path);
}

/** Several ways down, as in RAID and LVM: encrypted only where all of them are. */
export function join(walks: readonly Walk[], cut = false): Walk {
  const layers = [...new Set(walks.flatMap((walk) => walk.layers))];
  const states = walks.map((walk) => walk.encrypted);
  const encrypted = states.includes(false)
    ? false
    : states.includes(null) || cut || states.length === 0
      ? null
      : true;
  return {
    layers,
    encrypted,
    removable: walks.length > 0 && walks.every(({ removable }) => removable),
    memory: walks.length > 0 && walks.every(({ memory }) => memory),
  };
}

/** Compressed memory, gone with the power, unless a disk takes what does not fit. */
async function zram(host: Host, name: string): Promise<Walk> {
  const backing = await readWord(host, `/sys/class/block/${name}/backing_dev`);
  const onDisk = backing !== null && backing !== 'none';
  return { layers: ['zram'], encrypted: onDisk ? null : true, removable: false, memory: !onDisk };
}

async function disk(host: Host, name: string, path: string): Promise<Walk> {
  // Missing below /sys/class/block: the device is gone or not ours to see.
  const removable = await readWord(host, `${path}/removable`);
  if (removable === null) {
    return { layers: [`disk ${name}`], encrypted: null, removable: false, memory: false };
  }
  // Disks in a USB case say that they are not removable.
  const where = await readLinkOrNull(host, path);
  const usb = where !== null && /\/usb\d+\//.test(where);
  return { layers: [`disk ${name}`], encrypted: false, removable: removable === '1' || usb, memory: false };
}

/** A partition's folder lies in its disk's: `…/block/vda/vda1`. */
async function wholeDisk(host: Host, path: string): Promise<string | null> {
  if ((await readWord(host, `${path}/partition`)) === null) {
    return null;
  }
  const where = await readLinkOrNull(host, path);
  return where?.split('/').at(-2) ?? null;
}

/** `LVM-…`, `CRYPT-LUKS2-…`, `mpath-…`, `part1-mpath-…`: the word in front tells the kind. */
function layerOf(uuid: string): string {
  const crypt = /^CRYPT-([A-Z0-9]+)-/.exec(uuid)?.[1];
  if (crypt === 'VERITY' || crypt === 'INTEGRITY') {
    return crypt.toLowerCase();
  }
  return (crypt ?? uuid.split('-')[0] ?? '').slice(0, 100) || 'device-mapper';
}

export function isDeviceName(name: string): boolean {
  return /^[\w!:.-]{1,80}$/.test(name) && !name.startsWith('.');
}

async function readWord(host: Host, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await host.readFile(path)).trim();
  } catch (error) {
    if (isProbeError(error, 'not-found')) {
      return null;
    }
    throw error;
  }
}

async function listOrNull(host: Host, path: string): Promise<string[] | null> {
  try {
    return await host.list(path);
  } catch (error) {
    if (isProbeError(error, 'not-found')) {
      return null;
    }
    throw error;
  }
}

export async function readLinkOrNull(host: Host, path: string): Promise<string | null> {
  try {
    return await host.readLink(path);
  } catch (error) {
    if (isProbeError(error, 'not-found')) {
      return null;
    }
    throw error;
  }
}
