import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Short = z.string().check(z.maxLength(100));

/** What a mechanism does with what its rules do not allow; `off`: nothing, null = not told. */
export const Mode = z.nullable(z.enum(['enforce', 'audit', 'off']));
export type Mode = z.infer<typeof Mode>;

const AllowList = z.strictObject({
  mechanism: z.enum([
    'applocker',
    'app-control',
    'smart-app-control',
    'software-restriction-policies',
    'fapolicyd',
    'santa',
  ]),
  mode: Mode,
  /** The service without which nothing is enforced runs; null = it needs none, or it is not told. */
  running: z.nullable(z.boolean()),
  /** Rules in force; null = not told, or not counted by the mechanism. */
  rules: z.nullable(z.int().check(z.minimum(0), z.maximum(1_000_000))),
  /** AppLocker: by kind of file. */
  collections: z
    .array(
      z.strictObject({ name: Short, mode: Mode, rules: z.int().check(z.minimum(0), z.maximum(1_000_000)) }),
    )
    .check(z.maxLength(10)),
});
export type AllowList = z.infer<typeof AllowList>;

const MandatoryAccess = z.strictObject({
  mechanism: z.enum(['selinux', 'apparmor', 'system-integrity-protection', 'integrity-levels']),
  /** What holds now; `partly`: in part, as the mechanism itself says. */
  now: z.nullable(z.enum(['enforcing', 'partly', 'permissive', 'disabled'])),
  /** What will hold after the next start; null = the mechanism keeps no such setting. */
  atBoot: z.nullable(z.enum(['enforcing', 'permissive', 'disabled'])),
  /** AppArmor: profiles that are loaded; null = not told. */
  profiles: z.nullable(
    z.strictObject({
      enforce: z.int().check(z.minimum(0), z.maximum(100_000)),
      complain: z.int().check(z.minimum(0), z.maximum(100_000)),
    }),
  ),
});
export type MandatoryAccess = z.infer<typeof MandatoryAccess>;

/** What decides which programs may run, and what confines those that do. */
export const ApplicationControl = z.strictObject({
  unread: unreadList,
  /** A container has the kernel of its host. */
  container: z.boolean(),
  /** Those that are here, also when off; [] = none that is known. */
  allowLists: z.array(AllowList).check(z.maxLength(6)),
  mandatoryAccess: z.array(MandatoryAccess).check(z.maxLength(4)),
  /** macOS checks where a program comes from before its first start; null on other systems, or not told. */
  gatekeeper: z.nullable(z.boolean()),
});
export type ApplicationControl = z.infer<typeof ApplicationControl>;
