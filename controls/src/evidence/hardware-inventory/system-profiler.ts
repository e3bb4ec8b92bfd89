import { own, ProbeError } from '@tenken/shared';
import * as z from 'zod/mini';
import { positive, said } from './said.ts';
import type { Bus, InventoryDisk } from './schema.ts';

const most = 64;
const maxDepth = 12;
const Profile = z.record(z.string(), z.array(z.unknown()));

const busByType: Record<string, Bus> = {
  SPNVMeDataType: 'nvme',
  SPSerialATADataType: 'sata',
  SPUSBDataType: 'usb',
};

/**
 * Disks in `system_profiler -json`: controllers hold `_items`, and whatever has a device name of its own with a size in
 * bytes is a disk. On USB the disk is the `Media` of the device whose serial number counts.
 *
 * @throws {ProbeError} `unparsable`
 */
export function parseProfile(output: string): InventoryDisk[] {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch (cause) {
    throw new ProbeError('unparsable', 'system_profiler: no JSON', { cause });
  }
  const profile = Profile.safeParse(json);
  if (!profile.success) throw new ProbeError('unparsable', 'system_profiler: not the expected form');
  const disks: InventoryDisk[] = [];
  for (const [type, bus] of Object.entries(busByType)) {
    for (const entry of own(profile.data, type) ?? []) collectDisks(entry, bus, null, 0, disks);
  }
  return disks.slice(0, most);
}

function collectDisks(
  entry: unknown,
  bus: Bus,
  device: Record<string, unknown> | null,
  depth: number,
  disks: InventoryDisk[],
): void {
  if (typeof entry !== 'object' || entry === null || depth > maxDepth || disks.length >= most) return;
  const item = entry as Record<string, unknown>;
  const name = item['bsd_name'];
  if (typeof name === 'string' && /^disk\d+$/.test(name)) {
    disks.push(diskOf(name, item, bus, device));
    return;
  }
  for (const list of [item['_items'], item['Media']]) {
    if (!Array.isArray(list)) continue;
    for (const one of list) collectDisks(one, bus, item, depth + 1, disks);
  }
}

function diskOf(
  name: string,
  item: Record<string, unknown>,
  bus: Bus,
  device: Record<string, unknown> | null,
): InventoryDisk {
  const whole = bus === 'usb' ? { ...device } : item;
  const isInternal = bus === 'nvme' && /^APPLE /i.test(said(item['device_model']) ?? '');
  return {
    name,
    model: said(whole['device_model']) ?? said(whole['_name']),
    serialNumber: said(whole['device_serial']) ?? said(whole['serial_num']),
    bytes: positive(item['size_in_bytes']),
    bus: isInternal ? 'built-in' : bus,
    removable: bus === 'usb' || item['removable_media'] === 'yes' || item['detachable_drive'] === 'yes',
  };
}
