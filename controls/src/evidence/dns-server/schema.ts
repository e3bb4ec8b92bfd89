import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

export const dnsProducts = ['bind', 'unbound', 'dnsmasq', 'windows-dns'] as const;

const Name = z.string().check(z.maxLength(256));

/**
 * Addresses, networks and words in their order, with the lists that are named in it filled in. `!` = not; a list
 * within a list that could not be filled in keeps its name. Null = not written.
 */
const AddressList = z.nullable(z.array(Name).check(z.maxLength(100)));

/** Which DNS server is installed, whom it answers and to whom it hands whole zones. */
export const DnsServer = z.strictObject({
  unread: unreadList,
  /** [] = none of the known ones. */
  installed: z.array(z.enum(dnsProducts)).check(z.maxLength(4)),
  /** Null = not installed, or see `unread`. */
  bind: z.nullable(
    z.strictObject({
      /** The views, or the options where there are no views; values of the options count in every view. */
      views: z
        .array(
          z.strictObject({
            /** Null = there are no views. */
            name: z.nullable(Name),
            /** Null = not written. */
            recursion: z.nullable(z.boolean()),
            allowRecursion: AddressList,
            allowQueryCache: AddressList,
            allowQuery: AddressList,
          }),
        )
        .check(z.maxLength(20)),
      /** Those that this server hands out: primary and secondary ones. */
      zones: z
        .array(
          z.strictObject({
            name: Name,
            /** Of the zone, its view or the options. */
            allowTransfer: AddressList,
          }),
        )
        .check(z.maxLength(100)),
      /** There are more views, zones or addresses. */
      truncated: z.boolean(),
    }),
  ),
  /** Null = not installed, or see `unread`. */
  unbound: z.nullable(
    z.strictObject({
      /** `access-control` lines; without one it answers this machine alone. */
      access: z
        .array(z.strictObject({ network: Name, action: z.string().check(z.maxLength(50)) }))
        .check(z.maxLength(100)),
      truncated: z.boolean(),
    }),
  ),
  /** Null = no DNS server of Windows, or see `unread`. */
  windows: z.nullable(
    z.strictObject({
      recursion: z.boolean(),
      zones: z
        .array(
          z.strictObject({
            name: Name,
            /** `SecureSecondaries`: 0 = to anybody, 1 = to servers named in the zone, 2 = to a list, 3 = to nobody. */
            transfer: z.int(),
          }),
        )
        .check(z.maxLength(100)),
      truncated: z.boolean(),
    }),
  ),
});
export type DnsServer = z.infer<typeof DnsServer>;
