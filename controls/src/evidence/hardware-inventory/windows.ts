import { own } from '@tenken/shared';
import type { CimInstance, Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { hardwareAddress, positive, said } from './said.ts';
import type { Adapter, Bus, HardwareInventory, InventoryDisk } from './schema.ts';
import { isVirtualModel } from './virtual-machine.ts';

const namespace = 'root\\cimv2';
const most = 64;

/** @see https://learn.microsoft.com/windows/win32/cimwin32prov/computer-system-hardware-classes */
export async function readWindows(host: Host): Promise<HardwareInventory> {
  const unread: Unread[] = [];
  const rows = async (className: string, properties: readonly string[], where = namespace) =>
    (await readPart(unread, className, [], () => host.cim({ namespace: where, className, properties }))) ??
    [];
  // Everything else is a part; who this machine is, is the answer.
  const [product] = await host.cim({
    namespace,
    className: 'Win32_ComputerSystemProduct',
    properties: ['Vendor', 'Name', 'Version', 'IdentifyingNumber'],
  });
  const [firmware] = await rows('Win32_BIOS', ['Manufacturer', 'SMBIOSBIOSVersion', 'ReleaseDate']);
  const processors = await rows('Win32_Processor', ['Name', 'NumberOfCores', 'NumberOfLogicalProcessors']);
  const memory = await rows('Win32_PhysicalMemory', ['Capacity']);
  const disks = await rows(
    'MSFT_PhysicalDisk',
    ['DeviceId', 'Model', 'SerialNumber', 'Size', 'BusType'],
    'root\\Microsoft\\Windows\\Storage',
  );
  const adapters = await rows('Win32_NetworkAdapter', [
    'Name',
    'MACAddress',
    'PhysicalAdapter',
    'PNPDeviceID',
  ]);
  if (disks.length > most) unread.push({ what: 'MSFT_PhysicalDisk', code: 'output-limit' });
  const devices = adapters.map((row) => adapterOf(row)).filter((one) => one !== null);
  if (devices.length > most) unread.push({ what: 'Win32_NetworkAdapter', code: 'output-limit' });
  const manufacturer = said(product?.['Vendor']);
  const model = modelOf(manufacturer, product);
  return {
    unread,
    form: formOf(manufacturer, model),
    manufacturer,
    model,
    serialNumber: said(product?.['IdentifyingNumber']),
    firmware: {
      vendor: said(firmware?.['Manufacturer']),
      version: said(firmware?.['SMBIOSBIOSVersion']),
      releasedOn: dateOf(firmware?.['ReleaseDate']),
    },
    memory: { bytes: sumOf(memory, 'Capacity'), of: 'installed' },
    processors: {
      model: said(processors[0]?.['Name']),
      sockets: positive(processors.length),
      cores: sumOf(processors, 'NumberOfCores'),
      threads: sumOf(processors, 'NumberOfLogicalProcessors'),
    },
    disks: disks.slice(0, most).map((row) => diskOf(row)),
    adapters: devices.slice(0, most),
  };
}

function formOf(manufacturer: string | null, model: string | null): HardwareInventory['form'] {
  if (manufacturer === null && model === null) return null;
  return isVirtualModel(manufacturer, model) ? 'virtual' : 'physical';
}

/** Lenovo writes an order number into the name, and the name that is on the machine into the version. */
function modelOf(manufacturer: string | null, product: CimInstance | undefined): string | null {
  const name = said(product?.['Name']);
  const version = said(product?.['Version']);
  return /^lenovo$/i.test(manufacturer ?? '') && version !== null && name !== null
    ? said(`${version} ${name}`)
    : name;
}

function dateOf(value: unknown): string | null {
  const date = typeof value === 'string' ? /^\d{4}-\d{2}-\d{2}(?=T)/.exec(value)?.[0] : undefined;
  return date !== undefined && !Number.isNaN(Date.parse(date)) ? date : null;
}

function sumOf(rows: readonly CimInstance[], property: string): number | null {
  let sum = 0;
  for (const row of rows) {
    const value = positive(own(row, property));
    // Half of the truth would be less than there is.
    if (value === null) return null;
    sum += value;
  }
  return positive(sum);
}

function diskOf(row: CimInstance): InventoryDisk {
  const { DeviceId, Model, SerialNumber, Size, BusType } = row;
  const bus = typeof BusType === 'number' ? (buses[BusType] ?? null) : null;
  return {
    name: (typeof DeviceId === 'string' ? DeviceId : '?').toWellFormed().slice(0, 100),
    model: said(Model),
    serialNumber: said(SerialNumber),
    bytes: positive(Size),
    bus,
    removable: bus === 'usb' || bus === 'sd',
  };
}

/** @see https://learn.microsoft.com/windows-hardware/drivers/storage/msft-physicaldisk */
const buses: Record<number, Bus> = {
  3: 'sata',
  6: 'network',
  7: 'usb',
  9: 'network',
  10: 'sas',
  11: 'sata',
  12: 'sd',
  13: 'mmc',
  14: 'virtual',
  15: 'virtual',
  16: 'virtual',
  17: 'nvme',
};

/** Those of virtual switches and VPNs call themselves physical too; their way begins with ROOT or SWD. */
function adapterOf(row: CimInstance): Adapter | null {
  const { Name, MACAddress, PhysicalAdapter, PNPDeviceID } = row;
  const address = hardwareAddress(MACAddress);
  const bus = adapterBusOf(String(PNPDeviceID ?? ''));
  if (address === null || bus === null || PhysicalAdapter === false) return null;
  return { name: said(Name) ?? '?', hardwareAddress: address, permanent: null, bus };
}

function adapterBusOf(id: string): Adapter['bus'] {
  if (/^PCI\\VEN_1AF4&/i.test(id) || /^(VMBUS|XENVIF|XEN)\\/i.test(id)) return 'virtual';
  if (/^PCI\\/i.test(id)) return 'pci';
  if (/^USB\\/i.test(id)) return 'usb';
  if (/^(SD|ACPI|MF|QCMS|NDIS)\\/i.test(id)) return 'other';
  return null;
}
