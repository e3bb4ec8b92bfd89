import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Client = z.enum(['chrony', 'ntpd', 'systemd-timesyncd', 'ptp', 'w32time', 'timed', 'hypervisor']);

/** What keeps this machine's clock, and how well, as the running client and an own measurement say. */
export const TimeSync = z.strictObject({
  unread: unreadList,
  /** The clock is the host's: a container cannot keep one of its own. */
  container: z.boolean(),
  /** Time clients that run now; [] = we looked and none does. */
  clients: z.array(Client),
  /** The client's own word that it follows a source; null = it did not say. */
  synchronized: z.nullable(z.boolean()),
  stratum: z.nullable(z.int()),
  /** Clock minus true time in milliseconds, as the client last measured it; null = it did not say. */
  offsetMs: z.nullable(z.number()),
  lastSyncAt: z.nullable(z.iso.datetime()),
  sources: z.array(
    z.strictObject({
      /** As configured where the client tells it, else the address. */
      name: z.string().check(z.maxLength(255)),
      /** The one that is followed now. */
      selected: z.boolean(),
      /** It answered at least one of the last polls; null = the client does not tell. */
      reachable: z.nullable(z.boolean()),
      stratum: z.nullable(z.int()),
    }),
  ).check(z.maxLength(100)),
  /** Our own SNTP question to the configured source; null = none is configured or it did not answer. */
  measured: z.nullable(
    z.strictObject({
      source: z.string().check(z.maxLength(255)),
      offsetMs: z.number(),
      delayMs: z.number(),
      stratum: z.int(),
    }),
  ),
});
export type TimeSync = z.infer<typeof TimeSync>;
