import { own, ProbeError } from '@tenken/shared';
import * as z from 'zod/mini';
import { nftConditions } from './nft-conditions.ts';
import type { Family } from './nft-conditions.ts';
import type { BaseChain, Rule, Ruleset, Verdict } from './ruleset.ts';

const Output = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) });
const Table = z.object({
  family: z.string(),
  name: z.string(),
  flags: z.optional(z.union([z.string(), z.array(z.string())])),
});
const Chain = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  type: z.optional(z.string()),
  hook: z.optional(z.string()),
  prio: z.optional(z.unknown()),
  policy: z.optional(z.string()),
});
const RuleObject = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  expr: z.array(z.record(z.string(), z.unknown())),
});
const NamedSet = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  elem: z.optional(z.array(z.unknown())),
});

export type NftRules = {
  ipv4: Ruleset;
  ipv6: Ruleset;
  count: number;
  /** Some rules are kept in a form of iptables that only its own tools print. */
  hasIptables: boolean;
  forwarded: { protocol: 'tcp' | 'udp' | 'other'; ports: string }[];
};

/** Where a packet for this machine passes before it is handed over. A drop on the way is as good as one at the end. */
const inboundHooks = new Set(['input', 'prerouting', 'ingress']);
/** Tables that iptables keeps in nftables have one of these names. */
const iptablesTables = new Set(['filter', 'nat', 'mangle', 'raw', 'security']);

/**
 * `nft -j list ruleset`; a machine without rules prints the metainfo alone.
 *
 * @see libnftables-json(5)
 */
export function parseNft(output: string): NftRules {
  const objects = parseObjects(output);
  const parsed = objects.flatMap((object) => read('rule', object, RuleObject));
  // iptables leaves extensions in its own form in its own tables; other tables that hold one stay undecided.
  const foreign = new Set(
    parsed
      .filter(
        ({ family, table, expr }) => family.startsWith('ip') && iptablesTables.has(table) && expr.some(isXt),
      )
      .map(({ family, table }) => `${family} ${table}`),
  );
  const isForeign = (family: string, table: string) => foreign.has(`${family} ${table}`);
  // A dormant table is kept and does nothing.
  const asleep = new Set(
    objects
      .flatMap((object) => read('table', object, Table))
      .filter(({ flags }) => [flags ?? []].flat().includes('dormant'))
      .map(({ family, name }) => `${family} ${name}`),
  );
  const chains = objects
    .flatMap((object) => read('chain', object, Chain))
    .filter(({ family, table }) => !asleep.has(`${family} ${table}`));
  const sets = new Map<string, unknown[]>();
  for (const kind of ['set', 'map']) {
    for (const { family, table, name, elem } of objects.flatMap((object) => read(kind, object, NamedSet))) {
      sets.set(`${family} ${table} ${name}`, elem ?? []);
    }
  }
  const forFamily = (family: Family): Ruleset => {
    const ruleset: Ruleset = { bases: [], chains: new Map() };
    for (const chain of chains) {
      if (!covers(chain.family, family) || isForeign(chain.family, chain.table)) continue;
      const key = `${chain.family} ${chain.table} ${chain.name}`;
      ruleset.chains.set(key, []);
      const base = baseOf(chain, key);
      if (base) ruleset.bases.push(base);
    }
    for (const rule of parsed) {
      const list = ruleset.chains.get(`${rule.family} ${rule.table} ${rule.chain}`);
      list?.push(...rulesOf(rule, family, sets));
    }
    return ruleset;
  };
  return {
    ipv4: forFamily('ipv4'),
    ipv6: forFamily('ipv6'),
    count: parsed.length,
    hasIptables: chains.some(({ family, table }) => isForeign(family, table)),
    forwarded: parsed.filter(({ family, table }) => !isForeign(family, table)).flatMap(forwardedBy),
  };
}

function parseObjects(output: string): Record<string, unknown>[] {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch (cause) {
    throw new ProbeError('unparsable', 'nft prints no JSON', { cause });
  }
  const parsed = Output.safeParse(json);
  if (!parsed.success) throw new ProbeError('unparsable', 'nft prints no list of objects');
  return parsed.data.nftables;
}

function read<T>(name: string, object: Record<string, unknown>, schema: z.ZodMiniType<T>): T[] {
  if (!Object.hasOwn(object, name)) return [];
  const parsed = schema.safeParse(own(object, name));
  if (!parsed.success) throw new ProbeError('unparsable', `a ${name} of nft has another shape`);
  return [parsed.data];
}

function isXt(expression: Record<string, unknown>): boolean {
  return Object.hasOwn(expression, 'xt');
}

function covers(tableFamily: string, family: Family): boolean {
  if (tableFamily === 'inet' || tableFamily === 'netdev') return true;
  return tableFamily === (family === 'ipv4' ? 'ip' : 'ip6');
}

function baseOf(chain: z.infer<typeof Chain>, key: string): BaseChain | null {
  if (chain.hook === undefined || !inboundHooks.has(chain.hook)) return null;
  if (chain.type !== undefined && chain.type !== 'filter') return null;
  // A chain on one device drops nothing that comes by another one.
  if (chain.family === 'netdev' || (chain.family === 'inet' && chain.hook === 'ingress')) return null;
  return { chain: key, policy: chain.policy === 'drop' ? 'drop' : 'accept' };
}

type ParsedRule = z.infer<typeof RuleObject>;

/** A verdict map is as many rules as it has elements. */
function rulesOf(rule: ParsedRule, family: Family, sets: Map<string, unknown[]>): Rule[] {
  const place = `${rule.family} ${rule.table}`;
  const lookUp = (name: string) => sets.get(`${place} ${name}`) ?? null;
  const text = `${place} ${rule.chain}: ${shortened(rule.expr)}`.slice(0, 300).toWellFormed();
  const conditions = nftConditions(rule.expr, family, lookUp);
  for (const expression of rule.expr) {
    const [name = ''] = Object.keys(expression);
    if (name === 'vmap') return mapRules(expression['vmap'], conditions, place, text, family, lookUp);
    const verdict = verdictOf(expression, place);
    if (verdict.type !== 'none') return [{ conditions, verdict, text }];
  }
  return [{ conditions, verdict: { type: 'none' }, text }];
}

const VerdictMap = z.object({ key: z.unknown(), data: z.unknown() });

function mapRules(
  vmap: unknown,
  conditions: Rule['conditions'],
  place: string,
  text: string,
  family: Family,
  lookUp: (name: string) => unknown[] | null,
): Rule[] {
  const parsed = VerdictMap.safeParse(vmap);
  const elements = parsed.success ? elementsOf(parsed.data.data, lookUp) : null;
  if (!parsed.success || elements === null) {
    return [{ conditions: [...conditions, 'unknown'], verdict: { type: 'accept' }, text }];
  }
  return elements.flatMap((element) => {
    if (!Array.isArray(element) || element.length < 2) return [];
    const [value, target] = element as [unknown, unknown];
    const verdict = isRecord(target) ? verdictOf(target, place) : ({ type: 'none' } as const);
    const match = { match: { op: '==', left: parsed.data.key, right: value } };
    return [{ conditions: [...conditions, ...nftConditions([match], family, lookUp)], verdict, text }];
  });
}

function elementsOf(data: unknown, lookUp: (name: string) => unknown[] | null): unknown[] | null {
  if (typeof data === 'string' && data.startsWith('@')) return lookUp(data.slice(1));
  if (isRecord(data) && Array.isArray(data['set'])) return data['set'] as unknown[];
  return null;
}

function verdictOf(expression: Record<string, unknown>, place: string): Verdict {
  if (Object.hasOwn(expression, 'accept')) return { type: 'accept' };
  if (Object.hasOwn(expression, 'drop') || Object.hasOwn(expression, 'reject')) return { type: 'drop' };
  if (Object.hasOwn(expression, 'return')) return { type: 'return' };
  for (const type of ['jump', 'goto'] as const) {
    const target = isRecord(expression[type]) ? expression[type]['target'] : undefined;
    if (typeof target === 'string') return { type, target: `${place} ${target}` };
  }
  // A program decides, or a target of iptables outside of its own tables.
  if (Object.hasOwn(expression, 'queue')) return { type: 'elsewhere' };
  if (isRecord(expression['xt']) && expression['xt']['type'] === 'target') return { type: 'elsewhere' };
  return { type: 'none' };
}

/** Ports that are translated to another address: containers, or machines behind this one. */
function forwardedBy(rule: ParsedRule): NftRules['forwarded'] {
  if (!rule.expr.some((expression) => Object.hasOwn(expression, 'dnat'))) return [];
  const forwarded: NftRules['forwarded'] = [];
  for (const { match } of rule.expr) {
    if (!isRecord(match) || !isRecord(match['left']) || !isRecord(match['left']['payload'])) continue;
    const { protocol, field } = match['left']['payload'];
    if (field !== 'dport') continue;
    forwarded.push({
      protocol: protocol === 'tcp' || protocol === 'udp' ? protocol : 'other',
      ports: JSON.stringify(match['right']).slice(0, 128).toWellFormed(),
    });
  }
  return forwarded;
}

/** The rule as JSON, without counters and handles, which say nothing and change all the time. */
function shortened(expressions: ParsedRule['expr']): string {
  return JSON.stringify(
    expressions.filter(
      (expression) => !Object.hasOwn(expression, 'counter') && !Object.hasOwn(expression, 'log'),
    ),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
