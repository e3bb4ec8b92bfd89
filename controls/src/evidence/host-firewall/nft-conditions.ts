import { breadthOfPorts, breadthOfPrefix, inverted } from './ruleset.ts';
import type { Breadth } from './ruleset.ts';

export type Family = 'ipv4' | 'ipv6';
type LookUp = (name: string) => unknown[] | null;

/** The conditions of one rule, as far as they narrow what it takes. */
export function nftConditions(
  expressions: readonly Record<string, unknown>[],
  family: Family,
  lookUp: LookUp,
): Breadth[] {
  return expressions.flatMap((expression) => {
    const [name = ''] = Object.keys(expression);
    if (name === 'match') return [matchBreadth(expression['match'], family, lookUp)];
    if (name === 'limit') return [record(expression['limit'])['inv'] === true ? 'little' : 'much'];
    if (name === 'ct count') return ['little'];
    if (name === 'xt' && record(expression['xt'])['type'] !== 'target') return ['unknown'];
    return [];
  });
}

function matchBreadth(match: unknown, family: Family, lookUp: LookUp): Breadth {
  const { op, left, right } = record(match);
  const values = flatten(right, lookUp);
  if (values === null) return 'unknown';
  const breadth = valuesBreadth(record(left), values, family);
  if (op === '!=') return inverted(breadth);
  return op === '==' || op === 'in' ? breadth : 'unknown';
}

function valuesBreadth(left: Record<string, unknown>, values: unknown[], family: Family): Breadth {
  if (Object.hasOwn(left, 'meta')) return metaBreadth(String(record(left['meta'])['key']), values, family);
  if (Object.hasOwn(left, 'ct')) return connectionBreadth(String(record(left['ct'])['key']), values);
  if (Object.hasOwn(left, 'fib')) return routeBreadth(left['fib'], values);
  if (Object.hasOwn(left, 'payload')) return payloadBreadth(record(left['payload']), values, family);
  // `tcp flags & (fin | syn | rst | ack) == syn`: every new connection has it; other patterns are odd packets.
  const and = left['&'];
  if (Array.isArray(and) && record(record(and[0])['payload'])['field'] === 'flags') {
    return values.length === 1 && values[0] === 'syn' ? 'much' : 'little';
  }
  return 'unknown';
}

function metaBreadth(key: string, values: unknown[], family: Family): Breadth {
  switch (key) {
    case 'iif':
    case 'iifname':
      return values.every((value) => value === 'lo') ? 'little' : 'much';
    case 'nfproto':
    case 'protocol':
      return values.some((value) => String(value) === family || value === (family === 'ipv4' ? 'ip' : 'ip6'))
        ? 'everything'
        : 'little';
    case 'l4proto':
      return protocols(values);
    case 'pkttype':
      return values.some((value) => value === 'host' || value === 'unicast') ? 'everything' : 'little';
    default:
      return 'unknown';
  }
}

function connectionBreadth(key: string, values: unknown[]): Breadth {
  if (key === 'state') return values.includes('new') ? 'everything' : 'little';
  return key === 'status' ? 'little' : 'unknown';
}

function routeBreadth(fib: unknown, values: unknown[]): Breadth {
  if (record(fib)['result'] === 'type') return values.includes('local') ? 'everything' : 'little';
  // `fib saddr . iif oif missing`: a sender to whom no route leads back.
  return record(fib)['result'] === 'oif' || record(fib)['result'] === 'check' ? 'little' : 'unknown';
}

function payloadBreadth(payload: Record<string, unknown>, values: unknown[], family: Family): Breadth {
  const { protocol, field } = payload;
  if (protocol === 'icmp' || protocol === 'icmpv6' || protocol === 'arp') return 'little';
  if (protocol === 'ip' || protocol === 'ip6') {
    if ((protocol === 'ip') !== (family === 'ipv4')) return 'little';
    if (field === 'saddr') return widest(values.map(senderBreadth));
    if (field === 'daddr') return values.every(isGroupAddress) ? 'little' : 'much';
    if (field === 'protocol' || field === 'nexthdr') return protocols(values);
    return 'unknown';
  }
  if (field === 'dport') return breadthOfPorts(values.map(portRange));
  // A stranger chooses the port that it sends from.
  if (field === 'sport') return 'much';
  if (field === 'flags') return values.includes('syn') ? 'much' : 'little';
  return 'unknown';
}

function protocols(values: unknown[]): Breadth {
  return values.some((value) => ['tcp', 'udp', 6, 17].includes(value as string | number)) ? 'much' : 'little';
}

function senderBreadth(value: unknown): Breadth {
  const { prefix, range } = record(value);
  if (Object.hasOwn(record(value), 'prefix')) return breadthOfPrefix(Number(record(prefix)['len']));
  if (Array.isArray(range)) {
    const first = Number(String(range[0]).split('.', 1)[0]);
    const last = Number(String(range[1]).split('.', 1)[0]);
    return Number.isNaN(first) || Number.isNaN(last) ? 'unknown' : last - first >= 32 ? 'much' : 'little';
  }
  return typeof value === 'string' ? 'little' : 'unknown';
}

/** Multicast, broadcast and link-local addresses: what is sent there is no connection from afar. */
function isGroupAddress(value: unknown): boolean {
  const { prefix } = record(value);
  const address = String(prefix === undefined ? value : record(prefix)['addr']).toLowerCase();
  return /^(22[4-9]|23\d)\.|^255\.|^ff[0-9a-f]{2}:|^fe[89ab][0-9a-f]:/.test(address);
}

function portRange(value: unknown): { from: number; to: number } {
  const { range } = record(value);
  if (Array.isArray(range)) return { from: Number(range[0]), to: Number(range[1]) };
  return { from: 0, to: 0 };
}

/** Sets, also named ones, as a list; null = a set that is not there. */
function flatten(right: unknown, lookUp: LookUp, depth = 0): unknown[] | null {
  if (depth > 8) return null;
  if (typeof right === 'string' && right.startsWith('@')) {
    const elements = lookUp(right.slice(1));
    return elements === null ? null : flatten(elements, lookUp, depth + 1);
  }
  const inner = Array.isArray(right) ? right : record(right)['set'];
  if (Array.isArray(inner)) {
    const lists = inner.map((element) => flatten(element, lookUp, depth + 1));
    return lists.includes(null) ? null : lists.flatMap((list) => list ?? []);
  }
  // An element with a time limit or a comment is wrapped.
  const wrapped = record(right)['elem'];
  if (wrapped !== undefined) return flatten(record(wrapped)['val'], lookUp, depth + 1);
  return [right];
}

const order: readonly Breadth[] = ['everything', 'much', 'unknown', 'little'];

function widest(list: readonly Breadth[]): Breadth {
  return order.find((breadth) => list.includes(breadth)) ?? 'little';
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
