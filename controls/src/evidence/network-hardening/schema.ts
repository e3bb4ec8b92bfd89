import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Count = z.int().check(z.minimum(0), z.maximum(2 ** 32));

/**
 * What the network code of the kernel does with packets that attack it or lead it astray, by the values in force.
 * Where interfaces differ the weakest counts.
 */
export const NetworkHardening = z.strictObject({
  unread: unreadList,
  /** A container: some of this is its host's. */
  container: z.boolean(),
  /** What it does when more half-open connections come than it has room for; `built-in`: it cannot be switched off. */
  synFlood: z.nullable(z.enum(['off', 'when-full', 'always', 'built-in'])),
  /** Packets are dropped whose sender is not where they come from; null = not told, or the system knows no such thing. */
  reversePathFilter: z.nullable(z.enum(['off', 'loose', 'strict'])),
  /** Anybody on the segment may change its routes (ICMP redirects). */
  acceptsRedirects: z.nullable(z.boolean()),
  /** The sender may prescribe the way (source routing). */
  acceptsSourceRoutes: z.nullable(z.boolean()),
  /** It answers to echo requests to everybody, which makes it part of others' floods. */
  answersBroadcasts: z.nullable(z.boolean()),
  /** It hands packets on between its interfaces. */
  forwards: z.nullable(z.boolean()),
  /** Half-open connections that it keeps. */
  synBacklog: z.nullable(Count),
  /** Connections that may wait for a program. */
  acceptBacklog: z.nullable(Count),
});
export type NetworkHardening = z.infer<typeof NetworkHardening>;
