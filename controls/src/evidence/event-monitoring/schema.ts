import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/**
 * `intrusion-detection`: looks for attacks, on this machine or in what it receives. `monitoring`: reports load,
 * failures and events of this machine to a server that watches many.
 */
export const Purpose = z.enum(['intrusion-detection', 'monitoring']);

export const MonitoringAgent = z.strictObject({
  /** As its maker calls it, in lower case. */
  product: z.string().check(z.maxLength(40)),
  purpose: Purpose,
  /** Null = it may run, and we may not see it. */
  running: z.nullable(z.boolean()),
  /** It looks at this machine, or at the traffic of others as well. */
  watches: z.enum(['host', 'network']),
  /** Last change of the rules that it looks with; null = it has none of its own, or this is not told. */
  rulesAt: z.nullable(z.iso.datetime()),
});
export type MonitoringAgent = z.infer<typeof MonitoringAgent>;

/** Programs on this machine that watch over it while it runs. */
export const EventMonitoring = z.strictObject({
  unread: unreadList,
  /** A container: its host is watched. */
  container: z.boolean(),
  /** [] = we looked and there is none that is known here. */
  agents: z.array(MonitoringAgent).check(z.maxLength(40)),
});
export type EventMonitoring = z.infer<typeof EventMonitoring>;
