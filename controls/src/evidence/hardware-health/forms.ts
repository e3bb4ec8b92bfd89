import type { Disk } from './schema.ts';

const virtual =
  /\b(QEMU|VMware|VBOX|VirtualBox|Virtual|Msft|XenSrc|Amazon Elastic Block Store|PersistentDisk|nvme_card)/i;
const raid = /\bPERC\b|MegaRAID|\bMR9\d|LOGICAL VOLUME|ServeRAID|Smart ?Array|\bRAID/i;

/** What a disk's model and vendor say of where it is. */
export function formOf(model: string): Disk['form'] {
  if (virtual.test(model)) return 'virtual';
  return raid.test(model) ? 'raid-volume' : 'physical';
}
