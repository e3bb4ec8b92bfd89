import { ProbeError } from '@tenken/shared';
import { said } from './said.ts';
import type { Adapter, Bus } from './schema.ts';

/** @param where target of `/sys/block/NAME`: the way through the machine to the disk */
export function busOfDisk(name: string, where: string): Bus {
  if (/\/usb\d+\//.test(where)) return 'usb';
  if (/\/(session\d+|rport-[\d:-]+)\//.test(where)) return 'network';
  if (/^x?vd/.test(name) || /\/(virtio\d+|vmbus_\w+|xen)\//.test(where) || where.includes('/VMBUS:')) {
    return 'virtual';
  }
  if (name.startsWith('nvme')) return where.includes('/nvme-fabrics/') ? 'network' : 'nvme';
  if (name.startsWith('mmcblk')) return 'mmc';
  if (/\/ata\d+\//.test(where)) return 'sata';
  if (/\/(end_device|expander|port)-\d/.test(where)) return 'sas';
  return null;
}

/** @param where target of `/sys/class/net/NAME` */
export function busOfAdapter(where: string): Adapter['bus'] {
  if (/\/usb\d+\//.test(where)) return 'usb';
  if (/\/(virtio\d+|vmbus_\w+|vif-\d+)\//.test(where) || where.includes('/VMBUS:')) return 'virtual';
  return /\/pci[0-9a-f]{4}:/.test(where) ? 'pci' : 'other';
}

/** `MM/DD/YYYY`, or with two digits of the year as SMBIOS before 2.3. */
export function firmwareDate(value: string | null): string | null {
  const [, month = '', day = '', year = ''] = /^(\d{2})\/(\d{2})\/(\d{4}|\d{2})$/.exec(value ?? '') ?? [];
  if (year === '') return null;
  const date = `${year.length === 2 ? `19${year}` : year}-${month}-${day}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date ? null : date;
}

/**
 * Page 80h of what a SCSI device tells of itself: four bytes of head, then the serial number.
 *
 * @throws {ProbeError} `unparsable`
 */
export function parseUnitSerial(page: Uint8Array): string | null {
  const [, code, high = 0, low = 0] = page;
  const length = high * 256 + low;
  if (page.length < 4 || code !== 0x80 || page.length < 4 + length) {
    throw new ProbeError('unparsable', 'page 80h is not whole');
  }
  return said(new TextDecoder('latin1').decode(page.subarray(4, 4 + length)));
}
