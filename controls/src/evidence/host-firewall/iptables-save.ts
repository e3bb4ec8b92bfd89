import { own, ProbeError } from '@tenken/shared';
import { iptablesConditions } from './iptables-conditions.ts';
import type { BaseChain, Rule, Ruleset, Verdict } from './ruleset.ts';

export type IptablesRules = {
  ruleset: Ruleset;
  count: number;
  forwarded: { protocol: 'tcp' | 'udp' | 'other'; ports: string }[];
};

const inboundChains: Record<string, readonly string[]> = {
  raw: ['PREROUTING'],
  mangle: ['PREROUTING', 'INPUT'],
  filter: ['INPUT'],
  security: ['INPUT'],
};

/** `iptables-save` or `ip6tables-save`: tables, chains with their policies, rules as they would be typed. */
export function parseIptablesSave(output: string): IptablesRules {
  const bases: BaseChain[] = [];
  const chains = new Map<string, Rule[]>();
  const forwarded: IptablesRules['forwarded'] = [];
  let table: string | null = null;
  let count = 0;
  for (const line of output.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('*')) {
      table = line.slice(1).trim();
      continue;
    }
    if (line.trim() === 'COMMIT') {
      table = null;
      continue;
    }
    if (table === null) throw new ProbeError('unparsable', 'iptables-save prints rules outside of a table');
    const declared = /^:(\S+) (ACCEPT|DROP|-)/.exec(line);
    if (declared?.[1]) {
      const key = `${table} ${declared[1]}`;
      chains.set(key, []);
      if (own(inboundChains, table)?.includes(declared[1])) {
        bases.push({ chain: key, policy: declared[2] === 'DROP' ? 'drop' : 'accept' });
      }
      continue;
    }
    const words = wordsOf(line.replace(/^\[\d+:\d+\] /, ''));
    const [append, chain] = words;
    if (append !== '-A' || chain === undefined) {
      throw new ProbeError('unparsable', 'a line of iptables-save is neither chain nor rule');
    }
    count += 1;
    const options = words.slice(2);
    const text = `${table} ${line}`.slice(0, 300).toWellFormed();
    chains.get(`${table} ${chain}`)?.push({
      conditions: iptablesConditions(options),
      verdict: verdictOf(options, table, chains),
      text,
    });
    if (table === 'nat') forwarded.push(...forwardedBy(options));
  }
  return { ruleset: { bases, chains }, count, forwarded };
}

/** Arguments with blanks are in double quotes, with backslashes before quotes and backslashes. */
function wordsOf(line: string): string[] {
  const words = line.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? [];
  return words.map((word) => (word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word));
}

function verdictOf(options: readonly string[], table: string, chains: Map<string, Rule[]>): Verdict {
  const at = options.findIndex((option) => option === '-j' || option === '-g');
  const target = options[at + 1];
  if (at === -1 || target === undefined) return { type: 'none' };
  switch (target) {
    case 'ACCEPT':
      return { type: 'accept' };
    case 'DROP':
    case 'REJECT':
      return { type: 'drop' };
    case 'RETURN':
      return { type: 'return' };
    case 'QUEUE':
    case 'NFQUEUE':
      return { type: 'elsewhere' };
    default:
      // All chains are declared before the first rule; every other word is an extension that lets packets go on.
      if (!chains.has(`${table} ${target}`)) return { type: 'none' };
      return { type: options[at] === '-g' ? 'goto' : 'jump', target: `${table} ${target}` };
  }
}

function forwardedBy(options: readonly string[]): IptablesRules['forwarded'] {
  if (after(options, '-j') !== 'DNAT') return [];
  if (after(options, '-d')?.startsWith('127.')) return [];
  const protocol = after(options, '-p');
  const ports = after(options, '--dport') ?? after(options, '--dports') ?? 'all';
  return [
    { protocol: protocol === 'tcp' || protocol === 'udp' ? protocol : 'other', ports: ports.slice(0, 128) },
  ];
}

function after(options: readonly string[], name: string): string | undefined {
  const at = options.indexOf(name);
  return at === -1 ? undefined : options[at + 1];
}
