import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { parseIptablesSave } from './iptables-save.ts';
import type { IptablesRules } from './iptables-save.ts';
import { parseNft } from './nft-json.ts';
import type { NftRules } from './nft-json.ts';
import { fateOf } from './ruleset.ts';
import type { Ruleset } from './ruleset.ts';
import type { HostFirewall, Scope } from './schema.ts';

const maxForwarded = 50;

/**
 * The rules that the kernel holds: those of nftables, and beside them those of iptables, which live on in tables of
 * their own (legacy) or in a form that nft does not print. What files and ufw or firewalld say is intent only.
 */
export async function readLinux(host: Host): Promise<HostFirewall> {
  const unread: Unread[] = [];
  if (await isContainer(host)) {
    return {
      unread,
      container: true,
      scopes: [],
      managers: [],
      otherProducts: [],
      forwardedPorts: [],
      forwardedTruncated: false,
    };
  }
  const nft = await readPart(unread, 'nft list ruleset', null, () => readNft(host));
  const legacy = (await readPart(unread, '/proc/net/ip_tables_names', '', () => legacyTables(host))) ?? '';
  const sets: IptablesRules[][] = [];
  for (const prefix of ['ip', 'ip6']) {
    sets.push(await readIptables(host, unread, prefix, nft, legacy !== ''));
  }
  const [ipv4 = [], ipv6 = []] = sets;
  const forwarded = [...(nft?.forwarded ?? []), ...[...ipv4, ...ipv6].flatMap((rules) => rules.forwarded)];
  const distinct = [...new Map(forwarded.map((one) => [`${one.protocol} ${one.ports}`, one])).values()];
  return {
    unread,
    container: false,
    scopes: [scopeOf('ipv4', true, nft, ipv4), scopeOf('ipv6', await hasIpv6(host), nft, ipv6)],
    managers: await readManagers(host, unread),
    otherProducts: [],
    forwardedPorts: distinct.slice(0, maxForwarded),
    forwardedTruncated: distinct.length > maxForwarded,
  };
}

async function readNft(host: Host): Promise<NftRules> {
  return parseNft(await outputOf(host, 'nft', ['-j', 'list', 'ruleset']));
}

/** Names of the tables of the old kernel interface, which nft never shows. */
async function legacyTables(host: Host): Promise<string> {
  return (await text(host, '/proc/net/ip_tables_names')).trim() + (await text6(host)).trim();
}

async function text6(host: Host): Promise<string> {
  try {
    return await text(host, '/proc/net/ip6_tables_names');
  } catch (error) {
    if (isProbeError(error, 'not-found')) return '';
    throw error;
  }
}

/** Both kinds of iptables, where there is something that nft does not tell. */
async function readIptables(
  host: Host,
  unread: Unread[],
  prefix: string,
  nft: NftRules | null,
  hasLegacy: boolean,
): Promise<IptablesRules[]> {
  const found: IptablesRules[] = [];
  const read = async (program: string): Promise<boolean> => {
    const rules = await readPart(unread, program, null, async () =>
      parseIptablesSave(await outputOf(host, program, [])),
    );
    if (rules) found.push(rules);
    return rules !== null;
  };
  const isNeeded = nft?.hasIptables === true;
  const isThere = nft === null || isNeeded ? await read(`${prefix}tables-save`) : false;
  // Where only one kind is installed it has the plain name.
  const isLegacyThere =
    hasLegacy &&
    ((await read(`${prefix}tables-legacy-save`)) || isThere || (await read(`${prefix}tables-save`)));
  if ((isNeeded && !isThere) || (hasLegacy && !isLegacyThere)) {
    unread.push({ what: `rules of ${prefix}tables: its tools are not installed`, code: 'unsupported' });
  }
  return found;
}

/** The tools are not translated; only the words of the C library are, and the locale is C. */
async function outputOf(host: Host, program: string, args: readonly string[]): Promise<string> {
  const result = await host.run(program, args);
  if (result.exitCode === 0) return result.stdout;
  const isDenied = /permission denied|not permitted|must be root/i.test(result.stderr);
  throw new ProbeError(
    isDenied ? 'permission-denied' : 'internal',
    `${program} exits with ${result.exitCode}`,
  );
}

function scopeOf(
  name: 'ipv4' | 'ipv6',
  present: boolean | null,
  nft: NftRules | null,
  iptables: readonly IptablesRules[],
): Scope {
  const all: Ruleset = { bases: [], chains: new Map() };
  const rulesets = [...(nft ? [nft[name]] : []), ...iptables.map(({ ruleset }) => ruleset)];
  for (const [index, { bases, chains }] of rulesets.entries()) {
    // The legacy tables and those of nftables may have the same names.
    for (const base of bases) all.bases.push({ ...base, chain: `${index} ${base.chain}` });
    for (const [key, rules] of chains) {
      all.chains.set(
        `${index} ${key}`,
        rules.map((rule) => moved(rule, index)),
      );
    }
  }
  const fate = fateOf(all);
  return {
    name,
    present,
    enabled: all.bases.length > 0,
    unmatched: fate.unmatched,
    openRules: fate.openRules,
    undecidedRules: fate.undecidedRules,
    rules: countOf(all),
    settings: [],
  };
}

function moved(rule: NonNullable<ReturnType<Ruleset['chains']['get']>>[number], index: number) {
  const { verdict } = rule;
  if (verdict.type !== 'jump' && verdict.type !== 'goto') return rule;
  return { ...rule, verdict: { ...verdict, target: `${index} ${verdict.target}` } };
}

function countOf({ chains }: Ruleset): number {
  let count = 0;
  for (const rules of chains.values()) count += rules.length;
  return count;
}

/** Any address but the machine's own. There is no such file where IPv6 is switched off. */
async function hasIpv6(host: Host): Promise<boolean> {
  try {
    const lines = (await text(host, '/proc/net/if_inet6')).split('\n');
    return lines.some((line) => line.trim() !== '' && !/\slo$/.test(line.trimEnd()));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return false;
    throw error;
  }
}

const units = [
  ['firewalld', 'multi-user.target.wants/firewalld.service'],
  ['nftables', 'sysinit.target.wants/nftables.service'],
  ['nftables', 'multi-user.target.wants/nftables.service'],
  ['iptables', 'basic.target.wants/iptables.service'],
  ['iptables', 'multi-user.target.wants/iptables.service'],
  ['netfilter-persistent', 'multi-user.target.wants/netfilter-persistent.service'],
] as const;

/** What brings the rules back after a start; a fact beside the rules, never in their place. */
async function readManagers(host: Host, unread: Unread[]): Promise<HostFirewall['managers']> {
  const managers = new Map<string, boolean>();
  const ufw = await readPart(unread, '/etc/ufw/ufw.conf', null, () => text(host, '/etc/ufw/ufw.conf'));
  if (ufw !== null) managers.set('ufw', /^\s*ENABLED\s*=\s*"?yes"?\s*$/im.test(ufw));
  for (const [name, path] of units) {
    const isThere = await readPart(unread, path, false, () => exists(host, `/etc/systemd/system/${path}`));
    if (isThere) managers.set(name, true);
  }
  return [...managers].map(([name, startsAtBoot]) => ({ name, startsAtBoot }));
}

async function text(host: Host, path: string): Promise<string> {
  return new TextDecoder().decode(await host.readFile(path, { maxBytes: 1024 * 1024 }));
}
