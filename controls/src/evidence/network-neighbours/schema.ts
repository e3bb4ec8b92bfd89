import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/** A machine on the same segment that answered, or sent something, in the last minutes. */
export const Neighbour = z.strictObject({
  address: z.string().check(z.maxLength(64)),
  /** Six bytes, lower case with colons. */
  hardwareAddress: z.string().check(z.regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/)),
});
export type Neighbour = z.infer<typeof Neighbour>;

/** Whom this machine has met on its segments. */
export const NetworkNeighbours = z.strictObject({
  unread: unreadList,
  container: z.boolean(),
  /** By hardware address, then address; [] = nobody. */
  neighbours: z.array(Neighbour).check(z.maxLength(256)),
  /** There are more than are listed. */
  truncated: z.boolean(),
});
export type NetworkNeighbours = z.infer<typeof NetworkNeighbours>;
