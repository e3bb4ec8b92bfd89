import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Name = z.string().check(z.maxLength(100));

export const Disk = z.strictObject({
  /** As the system calls it: `sda`, `0 Samsung SSD 980`, `disk0`. */
  name: Name,
  /**
   * `virtual`: kept by a hypervisor or by another machine. `raid-volume`: what a hardware RAID controller shows in
   * place of its disks.
   */
  form: z.enum(['physical', 'virtual', 'raid-volume']),
  removable: z.boolean(),
  /** The disk's own word of itself, or the system's; null = none, see `why`. */
  status: z.nullable(z.enum(['good', 'warning', 'failing'])),
  /** What speaks against a disk, even where it calls itself good. */
  signs: z
    .array(
      z.enum([
        'prefail-attribute',
        'pending-sectors',
        'uncorrectable-sectors',
        'spare-low',
        'reliability-degraded',
        'read-only',
        'worn-out',
      ]),
    )
    .check(z.maxLength(7)),
  /** Why there is no status; null where there is one. */
  why: z.nullable(z.enum(['tool-missing', 'asleep', 'not-supported', 'not-asked'])),
});
export type Disk = z.infer<typeof Disk>;

export const DiskArray = z.strictObject({
  name: Name,
  system: z.enum(['md', 'zfs', 'btrfs', 'lvm', 'storage-spaces', 'dynamic-disks', 'apple-raid']),
  /** As the system calls it: `raid1`, `mirror`, `Parity`; null = not told. */
  level: z.nullable(Name),
  /** It goes on when one disk fails, by its level; null = not told. */
  redundant: z.nullable(z.boolean()),
  /** `rebuilding`: a disk is missing and its place is being filled. Null = not told. */
  state: z.nullable(z.enum(['good', 'rebuilding', 'degraded', 'failed'])),
  /** Disks that it lies on, by their names above. */
  members: z.array(Name).check(z.maxLength(64)),
});
export type DiskArray = z.infer<typeof DiskArray>;

/** Whether the disks of this machine are well, and what happens when one is not. */
export const HardwareHealth = z.strictObject({
  unread: unreadList,
  /** The disks are the host's. */
  container: z.boolean(),
  disks: z.array(Disk).check(z.maxLength(64)),
  /** Joined by the system itself; [] = none. What a controller joins is not here. */
  arrays: z.array(DiskArray).check(z.maxLength(64)),
});
export type HardwareHealth = z.infer<typeof HardwareHealth>;
