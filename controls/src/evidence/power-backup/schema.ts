import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Supply = z.strictObject({
  name: z.string().check(z.maxLength(100)),
  /** Who tells: Network UPS Tools, apcupsd, or the operating system. */
  source: z.enum(['nut', 'apcupsd', 'system']),
  /**
   * `battery`: the machine's own, as in a portable computer. Its charge and what it feeds change by the minute and
   * are left out.
   */
  kind: z.enum(['ups', 'battery']),
  /** The program that watches it talks to it now. */
  connected: z.boolean(),
  /** What the machine runs on now; null = not told. */
  power: z.nullable(z.enum(['mains', 'battery'])),
  batteryLow: z.nullable(z.boolean()),
  /** It asks for a new battery; null = not told. */
  replaceBattery: z.nullable(z.boolean()),
  chargePercent: z.nullable(z.int()),
});
export type Supply = z.infer<typeof Supply>;

/** What keeps this machine running when the mains fail, as far as it is tied to the machine. */
export const PowerBackup = z.strictObject({
  unread: unreadList,
  /** The power is the host's. */
  container: z.boolean(),
  /** [] = none is tied to this machine; it may have one that it knows nothing of. */
  supplies: z.array(Supply).check(z.maxLength(16)),
  /** It follows a UPS that another machine watches. */
  watchedElsewhere: z.boolean(),
});
export type PowerBackup = z.infer<typeof PowerBackup>;
