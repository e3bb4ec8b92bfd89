import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/** What this machine checks of the software with which it starts. */
export const BootSecurity = z.strictObject({
  unread: unreadList,
  /** The host's firmware started it. */
  container: z.boolean(),
  /** `other`: BIOS, a board without UEFI, or a virtual machine whose kernel is loaded from outside. Null = not told. */
  firmware: z.nullable(z.enum(['uefi', 'apple', 'other'])),
  /**
   * `reduced`: Apple's medium security, which accepts systems that were signed once. `unsupported`: the firmware has
   * no such thing. Null = not told.
   */
  secureBoot: z.nullable(z.enum(['on', 'reduced', 'off', 'unsupported'])),
  /** The firmware takes new keys from anybody; null = not told. */
  setupMode: z.nullable(z.boolean()),
  /** Secure Boot ends at the first loader (shim), which was told to check nothing; null = not told, or no shim. */
  shimChecksNothing: z.nullable(z.boolean()),
  /** macOS: the system's own files are protected; `custom` = in part. Null = not told, or another system. */
  integrityProtection: z.nullable(z.enum(['on', 'custom', 'off'])),
  /** Linux: what even root may not do to the running kernel; null = this kernel knows none, or another system. */
  lockdown: z.nullable(z.enum(['none', 'integrity', 'confidentiality'])),
  /** Null = not told. */
  tpm: z.nullable(
    z.strictObject({
      present: z.boolean(),
      /** `2.0`, `1.2`; null = none or not told. */
      version: z.nullable(z.string().check(z.maxLength(16))),
    }),
  ),
});
export type BootSecurity = z.infer<typeof BootSecurity>;
