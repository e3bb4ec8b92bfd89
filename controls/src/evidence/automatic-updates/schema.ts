import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Instant = z.iso.datetime();
const Short = z.string().check(z.maxLength(200));

export const mechanismNames = [
  'unattended-upgrades',
  'dnf-automatic',
  'dnf5-automatic',
  'yum-cron',
  'transactional-update',
  'os-update',
  'yast-online-update',
  'snap',
  'windows-update',
  'macos-software-update',
] as const;

/** One value that decides, as the system keeps it. */
const Setting = z.strictObject({
  name: Short,
  value: Short,
  /** `setting`: of the machine's administrator; `policy` and `mdm`: set from elsewhere, above it. */
  layer: z.enum(['setting', 'policy', 'mdm']),
});
export type Setting = z.infer<typeof Setting>;

const Mechanism = z.strictObject({
  name: z.enum(mechanismNames),
  /** What it does with an update by its settings; null = they are silent and the default differs by version. */
  does: z.nullable(z.enum(['install', 'download', 'notify', 'nothing'])),
  /** `security`: at least security updates; `others`: only updates of other kinds; null = not told. */
  covers: z.nullable(z.enum(['all', 'security', 'others'])),
  /** Something starts it by itself: a timer, cron, a service that is not disabled; null = not told. */
  scheduled: z.nullable(z.boolean()),
  /** Days between its runs by its settings; null = not told. */
  intervalDays: z.nullable(z.number().check(z.minimum(0), z.maximum(100_000))),
  /** When it last ran, whatever it found; null = never, or the system keeps no such time. */
  lastRunAt: z.nullable(Instant),
  settings: z.array(Setting).check(z.maxLength(40)),
});
export type Mechanism = z.infer<typeof Mechanism>;

/** Whether the operating system updates itself. */
export const AutomaticUpdates = z.strictObject({
  unread: unreadList,
  /** A container is renewed by its image. */
  container: z.boolean(),
  /** Those that are installed, also when switched off; [] = none that is known is here. */
  mechanisms: z.array(Mechanism).check(z.maxLength(mechanismNames.length)),
  /** The organisation's own server of updates in place of the vendor's; null = none is set. */
  updateServer: z.nullable(Short),
  /** Days by which security updates are put off by policy; null = no such setting. */
  deferralDays: z.nullable(z.int().check(z.minimum(0), z.maximum(100_000))),
  /** Until when updates are paused; `forever`; null = they are not. */
  pausedUntil: z.nullable(z.union([Instant, z.literal('forever')])),
  /** Software that distributes updates in place of the system's own mechanism. */
  managedBy: z.array(Short).check(z.maxLength(10)),
});
export type AutomaticUpdates = z.infer<typeof AutomaticUpdates>;

export const nothingElse = {
  container: false,
  updateServer: null,
  deferralDays: null,
  pausedUntil: null,
  managedBy: [],
} satisfies Partial<AutomaticUpdates>;
