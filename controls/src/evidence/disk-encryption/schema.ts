import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Path = z.string().check(z.maxLength(300));

/** Why a volume counts as encrypted, as not encrypted, or as untold. */
const Why = z.enum([
  'encrypted-layer',
  'hardware-encryption',
  'not-encrypted',
  'protection-suspended',
  'encryption-in-progress',
  'decryption-in-progress',
  'locked',
  'not-told',
]);

/** What lies between the storage and the file system, outermost first: `LUKS2`, `LVM`, `verity`, `disk sda`. */
const layers = z.array(z.string().check(z.maxLength(100))).check(z.maxLength(40));

/** Whether what is stored on this machine can be read from its disks without a key. */
export const DiskEncryption = z.strictObject({
  unread: unreadList,
  /** The disks are the host's. */
  container: z.boolean(),
  volumes: z
    .array(
      z.strictObject({
        /** Where it is mounted, drive letter, or device id of a volume without either; shortest first. */
        mountPoints: z.array(Path).check(z.minLength(1), z.maxLength(20)),
        /** Device, dataset or volume id. */
        source: Path,
        fileSystem: z.nullable(Path),
        /**
         * `fixed`: storage in this machine or attached as if it were. `removable`: tells so itself or hangs on USB.
         * `network`: the storage of another machine. `layered`: shows what lies on other volumes.
         */
        kind: z.enum(['fixed', 'removable', 'network', 'layered']),
        /** `boot` and `recovery` as the partition table says (Windows); null where only the mount point tells. */
        purpose: z.nullable(z.enum(['boot', 'recovery', 'data'])),
        layers,
        /** Every way from the file system to a disk passes a layer that encrypts and protects; null = not told. */
        encrypted: z.nullable(z.boolean()),
        why: Why,
      }),
    )
    .check(z.maxLength(200)),
  /** Swap in use now; [] = none, or it lies inside the volumes above (Windows, macOS). */
  swaps: z
    .array(z.strictObject({ source: Path, memory: z.boolean(), layers, encrypted: z.nullable(z.boolean()) }))
    .check(z.maxLength(50)),
  /** Signs of a product that encrypts whole disks and that nobody can ask here. */
  thirdParty: z.array(z.string().check(z.maxLength(100))).check(z.maxLength(20)),
});
export type DiskEncryption = z.infer<typeof DiskEncryption>;
export type Volume = DiskEncryption['volumes'][number];
