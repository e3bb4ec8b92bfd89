import * as z from 'zod/mini';
import { AddressScope } from '../address-scope.ts';
import { unreadList } from '../unread.ts';

const Name = z.string().check(z.maxLength(128));
const Address = z.string().check(z.maxLength(64));
const Family = z.enum(['ipv4', 'ipv6']);

export const Interface = z.strictObject({
  name: Name,
  kind: z.enum([
    'ethernet',
    'wireless',
    'mobile',
    'point-to-point',
    'tunnel',
    'team',
    'bridge',
    'vlan',
    'virtual',
    'other',
  ]),
  /** Kind of tunnel as the system calls it, e.g. `wireguard` or `sit`; null for everything else. */
  tunnel: z.nullable(z.string().check(z.maxLength(32))),
  /** It carries traffic now; null = not told. */
  up: z.nullable(z.boolean()),
  /** Families and scopes of its addresses, each once; the addresses themselves are not kept. */
  addresses: z.array(z.strictObject({ family: Family, scope: AddressScope })).check(z.maxLength(16)),
  /** IPv6 is spoken on it; null = not told. */
  ipv6: z.nullable(z.boolean()),
  /** For a team of links (bonding): its links, and whether each carries traffic; null for everything else. */
  members: z.nullable(
    z.array(z.strictObject({ name: Name, up: z.nullable(z.boolean()) })).check(z.maxLength(16)),
  ),
});
export type Interface = z.infer<typeof Interface>;

/** A way to everywhere, or to one half of it, as tunnels like to take. */
export const DefaultRoute = z.strictObject({
  family: Family,
  interface: Name,
  /** Null = everything is handed to the interface itself. */
  gateway: z.nullable(Address),
});
export type DefaultRoute = z.infer<typeof DefaultRoute>;

/** A setting that sends programs to a proxy; user names and passwords in it are left out. */
export const Proxy = z.strictObject({
  /** File, key or service in which it stands. */
  source: z.string().check(z.maxLength(200)),
  type: z.enum(['manual', 'script', 'auto-detect']),
  /** `host:port`, or where the script comes from; null for automatic detection. */
  address: z.nullable(z.string().check(z.maxLength(200))),
  /** People cannot change it; null = not told. */
  enforced: z.nullable(z.boolean()),
});
export type Proxy = z.infer<typeof Proxy>;

/** How this machine is connected. */
export const NetworkConfiguration = z.strictObject({
  unread: unreadList,
  container: z.boolean(),
  /** All but loopback and the ends of containers; by name. */
  interfaces: z.array(Interface).check(z.maxLength(64)),
  defaultRoutes: z.array(DefaultRoute).check(z.maxLength(32)),
  /** Lists were cut. */
  truncated: z.boolean(),
  /** Mechanisms that carry IPv6 over IPv4 by themselves; `on` null = left at a default that differs by version. */
  automaticTunnels: z
    .array(z.strictObject({ name: z.enum(['teredo', '6to4', 'isatap']), on: z.nullable(z.boolean()) }))
    .check(z.maxLength(3)),
  /** Resolvers that the machine asks, in its order; [] = none. */
  dnsServers: z.array(Address).check(z.maxLength(32)),
  proxies: z.array(Proxy).check(z.maxLength(50)),
  /** What Windows found when it tried; null = it does not try, or does not tell. */
  connectivity: z.nullable(z.enum(['internet', 'local', 'none'])),
});
export type NetworkConfiguration = z.infer<typeof NetworkConfiguration>;
