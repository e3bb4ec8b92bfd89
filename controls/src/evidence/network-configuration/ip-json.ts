import { ProbeError } from '@tenken/shared';
import * as z from 'zod/mini';
import { isEverywhere, scopesOf } from './bounded.ts';
import type { DefaultRoute, Interface } from './schema.ts';

const Link = z.object({
  /** Links that do not match a filter are printed as empty objects by some versions. */
  ifname: z.optional(z.string()),
  flags: z.optional(z.array(z.string())),
  operstate: z.optional(z.string()),
  link_type: z.optional(z.string()),
  master: z.optional(z.string()),
  linkinfo: z.optional(z.object({ info_kind: z.optional(z.string()) })),
  addr_info: z.optional(z.array(z.object({ local: z.optional(z.string()) }))),
});

const Route = z.object({
  dst: z.optional(z.string()),
  type: z.optional(z.string()),
  gateway: z.optional(z.string()),
  via: z.optional(z.object({ host: z.optional(z.string()) })),
  dev: z.optional(z.string()),
  nexthops: z.optional(z.array(z.object({ gateway: z.optional(z.string()), dev: z.optional(z.string()) }))),
});

const tunnels =
  /^(?:wireguard|tun|gre|gretap|erspan|ip6gre|ip6gretap|ip6erspan|ipip|ip6tnl|sit|vti|vti6|xfrm|vxlan|geneve|gtp|l2tp|ovpn)$/;
/** Ends of containers, and devices that carry nothing to other machines: they come and go. */
const left = /^(?:veth|ifb|dummy|netkit|nlmon)$/;

/** `ip -j -d addr show`. */
export function parseLinks(output: string): Omit<Interface, 'ipv6'>[] {
  const links = parse(output, z.array(Link)).flatMap((link) =>
    link.ifname === undefined ? [] : [{ ...link, ifname: link.ifname }],
  );
  const kept = links.filter(
    ({ link_type, linkinfo }) => link_type !== 'loopback' && !left.test(linkinfo?.info_kind ?? ''),
  );
  return kept.map((link) => {
    const kind = kindOf(link);
    return {
      name: link.ifname.slice(0, 128),
      kind,
      tunnel:
        kind === 'tunnel' ? (link.linkinfo?.info_kind ?? link.link_type ?? 'unknown').slice(0, 32) : null,
      up: isUp(link),
      addresses: scopesOf((link.addr_info ?? []).flatMap(({ local }) => local ?? [])),
      members:
        kind === 'team'
          ? links
              .filter(({ master }) => master === link.ifname)
              .map((member) => ({ name: member.ifname.slice(0, 128), up: isUp(member) }))
              .slice(0, 16)
          : null,
    };
  });
}

/** Tunnels have no state of their own and say `UNKNOWN`. */
function isUp({ flags, operstate }: z.infer<typeof Link>): boolean {
  if (operstate === 'UP') return true;
  return operstate === 'UNKNOWN' && flags?.includes('UP') === true;
}

function kindOf({ link_type, linkinfo }: z.infer<typeof Link>): Interface['kind'] {
  const kind = linkinfo?.info_kind;
  if (kind === 'bond' || kind === 'team') return 'team';
  if (kind === 'bridge') return 'bridge';
  if (kind === 'vlan') return 'vlan';
  if (kind !== undefined && tunnels.test(kind)) return 'tunnel';
  if (kind === 'ppp' || link_type === 'ppp') return 'point-to-point';
  if (/^(?:sit|tunnel6?|gre6?|ipgre|none)$/.test(link_type ?? '')) return 'tunnel';
  if (kind !== undefined) return 'virtual';
  return link_type === 'ether' ? 'ethernet' : 'other';
}

/** `ip -j route show table all`, of one family. A route that refuses is none. */
export function parseRoutes(output: string, family: 'ipv4' | 'ipv6'): DefaultRoute[] {
  if (output.trim() === '') return [];
  return parse(output, z.array(Route))
    .filter(({ dst, type }) => isEverywhere(dst ?? '') && (type === undefined || type === 'unicast'))
    .flatMap((route) => {
      const hops = route.nexthops ?? [{ gateway: route.gateway ?? route.via?.host, dev: route.dev }];
      return hops.map(({ gateway, dev }) => ({
        family,
        interface: (dev ?? 'unknown').slice(0, 128),
        gateway: gateway?.slice(0, 64) ?? null,
      }));
    });
}

function parse<T>(output: string, schema: z.ZodMiniType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch (cause) {
    throw new ProbeError('unparsable', 'ip prints no JSON', { cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ProbeError('unparsable', 'ip prints JSON of another shape');
  return parsed.data;
}
