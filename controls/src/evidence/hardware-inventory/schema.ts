import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/** Text of a maker; null = the machine does not say, or has only a maker's placeholder there. */
const Said = z.nullable(z.string().check(z.minLength(1), z.maxLength(100)));
const Count = z.nullable(z.int().check(z.minimum(1), z.maximum(1_000_000)));
const Bytes = z.nullable(z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER)));
const Bus = z.nullable(z.enum(['sata', 'nvme', 'sas', 'usb', 'mmc', 'sd', 'network', 'virtual', 'built-in']));
export type Bus = z.infer<typeof Bus>;

const InventoryDisk = z.strictObject({
  /** As the system calls it: `nvme0n1`, `\\.\PHYSICALDRIVE0`, `disk0`. */
  name: z.string().check(z.maxLength(100)),
  model: Said,
  serialNumber: Said,
  bytes: Bytes,
  /** How it is attached; `network`: another machine keeps it. Null = not told. */
  bus: Bus,
  /** It, or its medium, can be taken out while the machine runs. */
  removable: z.boolean(),
});
export type InventoryDisk = z.infer<typeof InventoryDisk>;

const Adapter = z.strictObject({
  name: z.string().check(z.maxLength(100)),
  /** MAC address, lower case, with colons. */
  hardwareAddress: z.string().check(z.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/)),
  /** It is the maker's own one; false: a program has set it. Null = the system does not say. */
  permanent: z.nullable(z.boolean()),
  /** `usb`: it can be plugged into another machine, which then shows the same address. Null = not told. */
  bus: z.nullable(z.enum(['pci', 'usb', 'virtual', 'other'])),
});
export type Adapter = z.infer<typeof Adapter>;

/** What this machine is made of, as a ledger of equipment asks for it. */
export const HardwareInventory = z.strictObject({
  unread: unreadList,
  /** `container`: the hardware is the host's and is not listed. Null = nothing tells a machine from a virtual one. */
  form: z.nullable(z.enum(['physical', 'virtual', 'container'])),
  manufacturer: Said,
  model: Said,
  serialNumber: Said,
  firmware: z.strictObject({
    vendor: Said,
    version: Said,
    releasedOn: z.nullable(z.iso.date()),
  }),
  memory: z.strictObject({
    bytes: Bytes,
    /** `usable`: what the kernel has left of it, which is less than what is in the machine. */
    of: z.enum(['installed', 'usable']),
  }),
  processors: z.strictObject({
    /** Of the first one; in a machine they are alike. */
    model: Said,
    sockets: Count,
    cores: Count,
    threads: Count,
  }),
  disks: z.array(InventoryDisk).check(z.maxLength(64)),
  /** Network adapters that are devices; bridges, tunnels and the like are not. */
  adapters: z.array(Adapter).check(z.maxLength(64)),
});
export type HardwareInventory = z.infer<typeof HardwareInventory>;
