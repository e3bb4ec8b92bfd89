import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Name = z.string().check(z.maxLength(128));

/** A socket that takes connections or datagrams from other machines. */
export const Listener = z.strictObject({
  protocol: z.enum(['tcp', 'udp']),
  /** As the system says it; `0.0.0.0` and `::` = every address of this machine. */
  address: z.string().check(z.maxLength(64)),
  /** Null: one or more UDP ports of the range from which the system gives ports to programs that ask for none. */
  port: z.nullable(z.int().check(z.minimum(1), z.maximum(65_535))),
  /** The program's file name; null = the system does not tell us, or the kernel itself listens. */
  program: z.nullable(Name),
  /** Windows: the services in that process; null elsewhere. */
  service: z.nullable(Name),
});
export type Listener = z.infer<typeof Listener>;

/** What this machine offers on the network; loopback is left out. */
export const ListeningServices = z.strictObject({
  unread: unreadList,
  /** By protocol, port, address; [] = nothing listens. */
  listeners: z.array(Listener).check(z.maxLength(200)),
  /** There are more than are listed. */
  truncated: z.boolean(),
});
export type ListeningServices = z.infer<typeof ListeningServices>;
