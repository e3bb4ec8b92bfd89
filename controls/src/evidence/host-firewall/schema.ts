import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Short = z.string().check(z.maxLength(128));
const Rule = z.string().check(z.maxLength(300));

/** What one layer of settings asks for; what counts is `enabled` and `unmatched` of the scope. */
const Setting = z.strictObject({
  layer: z.enum(['group-policy', 'setting']),
  enabled: z.nullable(z.boolean()),
  inbound: z.nullable(z.enum(['block', 'allow'])),
});

/** One kind of incoming traffic that is decided on by itself. */
export const Scope = z.strictObject({
  /** An address family, a Windows profile, or macOS's firewall of applications. */
  name: z.enum(['ipv4', 'ipv6', 'domain', 'private', 'public', 'applications']),
  /** Such traffic can come now: the family has addresses, the profile has a connected network; null = not told. */
  present: z.nullable(z.boolean()),
  /** A filter is in force; null = not told. */
  enabled: z.nullable(z.boolean()),
  /**
   * What happens to a new connection from anywhere to a port that no narrower rule names, by the rules in force;
   * `undecided`: they could not be followed to the end; null = not told.
   */
  unmatched: z.nullable(z.enum(['blocked', 'accepted', 'undecided'])),
  /** Rules that let in everything, or all of an interface, a protocol or most ports, as the system writes them. */
  openRules: z.array(Rule).check(z.maxLength(10)),
  /** Rules that could not be followed. */
  undecidedRules: z.array(Rule).check(z.maxLength(10)),
  /** Rules in all; null = not counted. */
  rules: z.nullable(z.int().check(z.minimum(0))),
  /** Windows: the layers side by side; [] elsewhere. */
  settings: z.array(Setting).check(z.maxLength(2)),
});
export type Scope = z.infer<typeof Scope>;

/** What the host's own packet filter lets in, as it is in force. */
export const HostFirewall = z.strictObject({
  unread: unreadList,
  /** A container: its host filters for it. */
  container: z.boolean(),
  scopes: z.array(Scope).check(z.maxLength(3)),
  /** Tools that set the rules, and whether they are set to do so at each start; null = not told. */
  managers: z
    .array(z.strictObject({ name: Short, startsAtBoot: z.nullable(z.boolean()) }))
    .check(z.maxLength(8)),
  /** Other firewalls that are registered; `active` null = their word is not understood. */
  otherProducts: z
    .array(z.strictObject({ name: Short, active: z.nullable(z.boolean()) }))
    .check(z.maxLength(8)),
  /** Ports that are handed on to containers or other machines before the input filter sees them. */
  forwardedPorts: z
    .array(z.strictObject({ protocol: z.enum(['tcp', 'udp', 'other']), ports: Short }))
    .check(z.maxLength(50)),
  forwardedTruncated: z.boolean(),
});
export type HostFirewall = z.infer<typeof HostFirewall>;
