import * as z from 'zod/mini';

const Name = z.string().check(z.maxLength(128));
const Count = z.int().check(z.minimum(0), z.maximum(1_000_000));

export const deviceFamilies = ['ios', 'junos', 'rtx', 'fortios'] as const;
export type DeviceFamily = (typeof deviceFamilies)[number];

/**
 * How a password is kept in the configuration. `reversible`: scrambled, anybody can turn it back (Cisco type 7).
 * `weak-hash`: MD5, SHA-1, or a hash without salt. `other`: a form that is not known here.
 */
export const storageForms = ['none', 'plain', 'reversible', 'weak-hash', 'strong-hash', 'other'] as const;
export const StoredPassword = z.strictObject({
  /** Whose: `user NAME`, or what it lets in to, e.g. `enable`. */
  of: Name,
  /** null: a user without a password, who signs in by a key or elsewhere. */
  storage: z.enum(storageForms),
  /** As the vendor names it, e.g. `type 7`; never the value. */
  form: Name,
});
export type StoredPassword = z.infer<typeof StoredPassword>;

export const AccessList = z.strictObject({
  name: Name,
  entries: Count,
  /** Entries that let through every source to every destination by every protocol. */
  permitsAny: Count,
  /** Where it filters, e.g. `GigabitEthernet0/0 in`, `vty in`. Empty: nowhere. */
  boundTo: z.array(Name).check(z.maxLength(50)),
});
export type AccessList = z.infer<typeof AccessList>;

/** What a router, switch or firewall is and how it is set up. Secrets never get here: see `kept` of each vendor. */
export const NetworkDevice = z.strictObject({
  family: z.enum(deviceFamilies),
  name: z.nullable(Name),
  model: z.nullable(Name),
  version: z.nullable(Name),
  /** Algorithms of this very connection that should not be used any more, as SSH names them. */
  weakAlgorithms: z.array(Name).check(z.maxLength(20)),
  clock: z.strictObject({
    /** null: the device does not tell. */
    synchronized: z.nullable(z.boolean()),
    servers: z.array(Name).check(z.maxLength(50)),
  }),
  logTargets: z.array(Name).check(z.maxLength(50)),
  /** Names of those who may sign in, and whether they may change everything; null = not told. */
  users: z
    .array(z.strictObject({ name: Name, administrator: z.nullable(z.boolean()) }))
    .check(z.maxLength(200)),
  passwords: z.array(StoredPassword).check(z.maxLength(300)),
  management: z.strictObject({
    /** null in each: neither set nor told, and the vendor's default depends on the version. */
    telnet: z.nullable(z.boolean()),
    sshVersion1: z.nullable(z.boolean()),
    http: z.nullable(z.boolean()),
    /** Whether every way in is limited to named addresses. */
    restricted: z.nullable(z.boolean()),
    /** Of the way in that waits longest; 0 = never ended. */
    idleSeconds: z.nullable(Count),
    /** SNMP communities (versions 1 and 2c, in clear), and how many have the names that everybody tries. */
    communities: Count,
    defaultCommunities: Count,
  }),
  /** Interfaces with an address of their own: with one or none, nothing is routed. */
  addressedInterfaces: Count,
  accessLists: z.array(AccessList).check(z.maxLength(300)),
  /** Lists, users or others were more than are kept here. */
  truncated: z.boolean(),
});
export type NetworkDevice = z.infer<typeof NetworkDevice>;
/** What a vendor's texts tell: everything but the connection. */
export type DeviceFacts = Omit<NetworkDevice, 'family' | 'weakAlgorithms' | 'truncated'>;
