import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Short = z.string().check(z.maxLength(128));

/** A kernel driver through which USB disks become usable; each disk uses one of them. */
export const Driver = z.strictObject({
  name: z.enum(['usb-storage', 'uas', 'USBSTOR', 'UASPStor']),
  /**
   * `blocked`: the system refuses to load it. `blacklisted`: it is not loaded by itself, and is on request.
   * `custom-command`: a command of the administrator decides. `absent`: this kernel has none.
   */
  state: z.enum(['loadable', 'blocked', 'blacklisted', 'custom-command', 'built-in', 'absent']),
  /** It is in the kernel now, whatever may be loaded later; null = not told. */
  loaded: z.nullable(z.boolean()),
});
export type Driver = z.infer<typeof Driver>;

/** One setting that refuses something. What is not refused by any is allowed. */
export const Policy = z.strictObject({
  /** Key and value, or profile key, as on the machine. */
  source: z.string().check(z.maxLength(200)),
  layer: z.enum(['group-policy', 'mdm', 'setting', 'profile']),
  /** Null = everybody on this machine; else the security identifier of the one user. */
  user: z.nullable(z.string().check(z.maxLength(184))),
  /** `portable-devices`: telephones and cameras, which are no disks. */
  covers: z.enum(['all', 'disks', 'portable-devices']),
  read: z.enum(['denied', 'allowed']),
  /** `encrypted-only`: media that this organisation's encryption protects may be written to. */
  write: z.enum(['denied', 'encrypted-only', 'allowed']),
  /** The vendor says that this setting may no longer work. */
  deprecated: z.boolean(),
});
export type Policy = z.infer<typeof Policy>;

export const UsbGuard = z.strictObject({
  /** The daemon; without it the rules are text. */
  running: z.nullable(z.boolean()),
  /** What happens to a device that no rule names. */
  implicit: z.enum(['allow', 'block', 'reject']),
  /** What happens to a device when it is plugged in. */
  inserted: z.enum(['apply-policy', 'block', 'reject', 'other']),
  /** Storage that rules let in; null = not read. */
  allowsStorage: z.nullable(z.enum(['none', 'listed-devices', 'any'])),
});
export type UsbGuard = z.infer<typeof UsbGuard>;

const Authorization = z.enum(['all', 'none', 'internal-only', 'mixed']);

/** What happens when somebody plugs a USB disk into this machine. */
export const UsbStorage = z.strictObject({
  unread: unreadList,
  /** A container: its host's kernel decides. */
  container: z.boolean(),
  /** `absent`: the kernel knows no USB, nothing can be plugged in. */
  bus: z.enum(['present', 'absent']),
  /** [] = drivers decide nothing on this system. */
  drivers: z.array(Driver).check(z.maxLength(4)),
  policies: z.array(Policy).check(z.maxLength(200)),
  usbguard: z.nullable(UsbGuard),
  /** Which new devices the kernel lets in before anybody decides; null = not told. */
  authorization: z.nullable(
    z.strictObject({
      now: Authorization,
      /** From the kernel's command line; null = the default, all. */
      atBoot: z.nullable(Authorization),
    }),
  ),
  /** Devices that were never here before cannot be installed; those that were go on working. */
  newDevicesDenied: z.boolean(),
  /** Installed programs that may restrict storage by their own means, out of sight; null = could not be seen. */
  otherControls: z.nullable(z.array(Short).check(z.maxLength(16))),
});
export type UsbStorage = z.infer<typeof UsbStorage>;
