import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

export const Authentication = z.enum([
  'open',
  'owe',
  'wep',
  'wpa',
  'wpa-or-wpa2',
  'wpa2',
  'wpa2-or-wpa3',
  'wpa3',
  'unknown',
]);
export type Authentication = z.infer<typeof Authentication>;

const Network = z.strictObject({
  /** What keeps the profile, or the interface that is connected. */
  source: z.string().check(z.maxLength(100)),
  /** The first 16 digits of the SHA-256 of the network's name, which may say where somebody lives; null = no name. */
  network: z.nullable(z.string().check(z.regex(/^[0-9a-f]{16}$/))),
  /** `wpa-or-wpa2`: the access point decides. */
  authentication: Authentication,
  /** Ciphers that are allowed for this machine's own traffic; null = not told, the standard's own. */
  ciphers: z.nullable(
    z.array(z.enum(['none', 'wep', 'tkip', 'ccmp', 'gcmp', 'other'])).check(z.maxLength(6)),
  ),
});
export type Network = z.infer<typeof Network>;

/** How this machine uses wireless LANs; keys and names of networks are never kept. */
export const Wireless = z.strictObject({
  unread: unreadList,
  container: z.boolean(),
  /** Wireless adapters; [] = none. */
  adapters: z.array(z.string().check(z.maxLength(100))).check(z.maxLength(16)),
  /** Networks that it may connect to by itself or on request; null = the system does not tell. */
  profiles: z.nullable(z.array(Network).check(z.maxLength(200))),
  /** Connections of this moment; null = not told. */
  connected: z.nullable(z.array(Network).check(z.maxLength(16))),
  /** There are more profiles than are listed. */
  truncated: z.boolean(),
});
export type Wireless = z.infer<typeof Wireless>;
