import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Client = z.enum(['chrony', 'ntpd', 'systemd-timesyncd', 'ptp', 'w32time', 'timed', 'hypervisor']);

/** A source that the client knows or is configured for. */
const TimeSource = z.strictObject({
  /** As configured where the client tells it, else the address. */
  name: z.string().check(z.maxLength(255)),
  /** `refclock`: a device in this machine (GPS, PTP, the hypervisor's clock); it has no network address. */
  type: z.enum(['server', 'refclock']),
  /** The one that is followed now. */
  selected: z.boolean(),
  /** It answered at least one of the last polls; null = the client does not tell. */
  reachable: z.nullable(z.boolean()),
  stratum: z.nullable(z.int()),
});

/** What keeps this machine's clock, and how well, as the running client and an own measurement say. */
export const TimeSync = z.strictObject({
  unread: unreadList,
  /** The clock is the host's: a container cannot keep one of its own. */
  container: z.boolean(),
  /** Time clients that run now; [] = we looked and none does. */
  clients: z.array(Client),
  /** What the client is told to follow; null = its configuration was not asked, the sources tell. */
  follows: z.nullable(z.enum(['servers', 'domain', 'servers-and-domain', 'nothing'])),
  /** Start mode of the time service, e.g. `Auto`, `Manual`, `Disabled` (Windows); null elsewhere. */
  startMode: z.nullable(z.string().check(z.maxLength(32))),
  /** The client's own word that it follows a source now; null = it did not say. */
  synchronized: z.nullable(z.boolean()),
  stratum: z.nullable(z.int()),
  /** Clock minus true time in milliseconds, as the client last measured it; null = it did not say. */
  offsetMs: z.nullable(z.number()),
  /** When the client last took the time from its source, by this machine's clock; null = never, or it did not say. */
  lastSyncAt: z.nullable(z.iso.datetime()),
  sources: z.array(TimeSource).check(z.maxLength(100)),
  /** Our own SNTP question to a configured source; null = none is configured or none gave a usable answer. */
  measured: z.nullable(
    z.strictObject({
      source: z.string().check(z.maxLength(255)),
      /** Clock minus the source's time: positive = this clock is fast. */
      offsetMs: z.number(),
      delayMs: z.number(),
      stratum: z.int(),
    }),
  ),
});
export type TimeSync = z.infer<typeof TimeSync>;

export type TimeClient = TimeSync['clients'][number];

/** What a client says of itself. */
export type ClientState = Pick<TimeSync, 'synchronized' | 'stratum' | 'offsetMs' | 'lastSyncAt' | 'sources'>;

/** A client that runs and says nothing. */
export const silent: ClientState = {
  synchronized: null,
  stratum: null,
  offsetMs: null,
  lastSyncAt: null,
  sources: [],
};
