import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { listOrEmpty, readText, readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { parseCpuinfo, parseMemTotal } from './linux-proc.ts';
import { busOfDisk, busOfAdapter, firmwareDate, parseUnitSerial } from './linux-sys.ts';
import { hardwareAddress, positive, said } from './said.ts';
import type { Adapter, HardwareInventory, InventoryDisk } from './schema.ts';
import { isVirtualModel } from './virtual-machine.ts';

const dmi = '/sys/class/dmi/id';
const deviceTree = '/proc/device-tree';
const most = 64;

/** Files only: no program is started. */
export async function readLinux(host: Host): Promise<HardwareInventory> {
  const unread: Unread[] = [];
  if (await isContainer(host)) return inContainer(unread);
  const text = (what: string, path: string) =>
    readPart(unread, what, null, async () => said(await readText(host, path, 4096)));
  const cpuinfo = await readPart(unread, '/proc/cpuinfo', null, () =>
    readText(host, '/proc/cpuinfo', 4 * 1024 * 1024),
  );
  const { hasHypervisor, ...processors } = parseCpuinfo(cpuinfo ?? '');
  const manufacturer = await text('manufacturer', `${dmi}/sys_vendor`);
  // Boards without SMBIOS, such as ARM, have their name in the device tree.
  const model = (await text('model', `${dmi}/product_name`)) ?? (await text('model', `${deviceTree}/model`));
  const meminfo = await readPart(unread, '/proc/meminfo', null, () => readText(host, '/proc/meminfo'));
  return {
    unread,
    form: formOf(manufacturer, model, hasHypervisor),
    manufacturer,
    model,
    serialNumber:
      (await text('serial number', `${dmi}/product_serial`)) ??
      (await text('serial number', `${deviceTree}/serial-number`)),
    firmware: {
      vendor: await text('vendor of the firmware', `${dmi}/bios_vendor`),
      version: await text('version of the firmware', `${dmi}/bios_version`),
      releasedOn: firmwareDate(await text('date of the firmware', `${dmi}/bios_date`)),
    },
    memory: { bytes: parseMemTotal(meminfo ?? ''), of: 'usable' },
    processors,
    disks: await readDisks(host, unread),
    adapters: await readAdapters(host, unread),
  };
}

function inContainer(unread: Unread[]): HardwareInventory {
  return {
    unread,
    form: 'container',
    manufacturer: null,
    model: null,
    serialNumber: null,
    firmware: { vendor: null, version: null, releasedOn: null },
    memory: { bytes: null, of: 'usable' },
    processors: { model: null, sockets: null, cores: null, threads: null },
    disks: [],
    adapters: [],
  };
}

function formOf(
  manufacturer: string | null,
  model: string | null,
  hasHypervisor: boolean,
): HardwareInventory['form'] {
  if (isVirtualModel(manufacturer, model) || hasHypervisor) return 'virtual';
  return manufacturer === null && model === null ? null : 'physical';
}

async function readDisks(host: Host, unread: Unread[]): Promise<InventoryDisk[]> {
  const blocks = await readPart(unread, '/sys/block', [], () => host.list('/sys/block'));
  const names = (blocks ?? []).filter((name) =>
    /^((sd|hd|vd|xvd)[a-z]{1,4}|nvme\d+n\d+|mmcblk\d+)$/.test(name),
  );
  if (names.length > most) unread.push({ what: 'disks', code: 'output-limit' });
  const disks: InventoryDisk[] = [];
  for (const name of names.slice(0, most)) {
    const disk = await readPart(unread, `/sys/block/${name}`, null, () => readDisk(host, unread, name));
    if (disk) disks.push(disk);
  }
  return disks;
}

async function readDisk(host: Host, unread: Unread[], name: string): Promise<InventoryDisk> {
  const folder = `/sys/block/${name}`;
  const value = (file: string) =>
    readPart(unread, `${folder}/${file}`, null, async () =>
      (await readText(host, `${folder}/${file}`, 4096)).trim(),
    );
  const isCard = name.startsWith('mmcblk') && (await value('device/type')) === 'SD';
  const bus = isCard ? 'sd' : busOfDisk(name, await host.readLink(folder));
  const sectors = positive(await value('size'));
  return {
    name,
    model: said(await value(name.startsWith('mmcblk') ? 'device/name' : 'device/model')),
    serialNumber: await readSerial(host, unread, name),
    // In sectors of 512 bytes, whatever the disk's own are.
    bytes: sectors === null ? null : positive(sectors * 512),
    bus,
    removable: isCard || bus === 'usb' || (await value('removable')) === '1',
  };
}

/** NVMe and cards tell it as text, virtio beside the disk, everything that speaks SCSI in page 80h. */
async function readSerial(host: Host, unread: Unread[], name: string): Promise<string | null> {
  if (/^x?vd|^hd/.test(name)) {
    return readPart(unread, `serial number of ${name}`, null, async () =>
      said(await readTextOrNull(host, `/sys/block/${name}/serial`)),
    );
  }
  return readPart(unread, `serial number of ${name}`, null, async () => {
    if (!name.startsWith('sd')) return said(await readTextOrNull(host, `/sys/block/${name}/device/serial`));
    return parseUnitSerial(await host.readFile(`/sys/block/${name}/device/vpd_pg80`, { maxBytes: 4096 }));
  });
}

async function readAdapters(host: Host, unread: Unread[]): Promise<Adapter[]> {
  const names =
    (await readPart(unread, '/sys/class/net', [], () => listOrEmpty(host, '/sys/class/net'))) ?? [];
  const adapters: Adapter[] = [];
  for (const name of names) {
    const folder = `/sys/class/net/${name}`;
    const where = await readPart(unread, folder, null, () => host.readLink(folder));
    // What the kernel made up, such as bridges and tunnels, lies below /sys/devices/virtual.
    if (where === null || where.includes('/devices/virtual/')) continue;
    const adapter = await readPart(unread, folder, null, () => readAdapter(host, name, where));
    if (adapter === null) continue;
    if (adapters.length === most) {
      unread.push({ what: 'network adapters', code: 'output-limit' });
      break;
    }
    adapters.push(adapter);
  }
  return adapters;
}

/** Below a bond all adapters show one address; there their own one is told apart. */
async function readAdapter(host: Host, name: string, where: string): Promise<Adapter | null> {
  const folder = `/sys/class/net/${name}`;
  const own = hardwareAddress(await readTextOrNull(host, `${folder}/bonding_slave/perm_hwaddr`));
  const address = own ?? hardwareAddress(await readTextOrNull(host, `${folder}/address`));
  if (address === null) return null;
  const assigned = (await readTextOrNull(host, `${folder}/addr_assign_type`))?.trim();
  const permanent = own !== null || (assigned === undefined ? null : assigned === '0');
  return { name: name.slice(0, 100), hardwareAddress: address, permanent, bus: busOfAdapter(where) };
}
