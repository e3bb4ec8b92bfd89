import { breadthOfPorts, breadthOfPrefix, inverted } from './ruleset.ts';
import type { Breadth } from './ruleset.ts';

/** Options that narrow nothing, or whose effect another option tells. */
const ignored = new Set([
  '-m',
  '--comment',
  '--limit-burst',
  '--hitcount',
  '--reject-with',
  '--log-prefix',
  '--log-level',
  '--to-destination',
  '--queue-num',
]);

/** What the options of one rule narrow it to, as iptables-save writes them: `! -i docker0 -p tcp -m tcp --dport 80`. */
export function iptablesConditions(options: readonly string[]): Breadth[] {
  const conditions: Breadth[] = [];
  let isNegated = false;
  for (let at = 0; at < options.length; at += 1) {
    const option = options[at] ?? '';
    if (option === '!') {
      isNegated = true;
      continue;
    }
    if (!option.startsWith('-')) continue;
    // What follows belongs to the target.
    if (option === '-j' || option === '-g') break;
    const value = options[at + 1] ?? '';
    if (!ignored.has(option)) {
      const breadth = optionBreadth(option, value, options[at + 2] ?? '');
      conditions.push(isNegated ? inverted(breadth) : breadth);
    }
    isNegated = false;
  }
  return conditions;
}

function optionBreadth(option: string, value: string, second: string): Breadth {
  switch (option) {
    case '-i':
      return value === 'lo' ? 'little' : 'much';
    case '-s':
      return prefixBreadth(value);
    case '-d':
      return /^(22[4-9]|23\d)\.|^255\.|^ff[0-9a-f]{2}:|^fe[89ab][0-9a-f]:/i.test(value) ? 'little' : 'much';
    case '-p':
      return value === 'all' ? 'everything' : value === 'tcp' || value === 'udp' ? 'much' : 'little';
    case '--dport':
    case '--dports':
    case '--ports':
      return breadthOfPorts(value.split(',').map(portRange));
    case '--sport':
    case '--sports':
      // A stranger chooses the port that it sends from.
      return 'much';
    case '--ctstate':
    case '--state':
      return value.split(',').includes('NEW') ? 'everything' : 'little';
    case '--dst-type':
      return value.split(',').includes('LOCAL') ? 'everything' : 'little';
    case '--pkt-type':
      return value === 'unicast' ? 'everything' : 'little';
    case '--tcp-flags':
      return second === 'SYN' ? 'much' : 'little';
    case '--syn':
    case '--limit':
      return 'much';
    case '--icmp-type':
    case '--icmpv6-type':
    case '--ctstatus':
    case '--match-set':
    case '--mac-source':
    case '--connlimit-above':
    case '--hl-eq':
    case '--rt-type':
      return 'little';
    default:
      return 'unknown';
  }
}

function prefixBreadth(value: string): Breadth {
  const length = value.split('/')[1];
  return length === undefined || !/^\d{1,3}$/.test(length) ? 'little' : breadthOfPrefix(Number(length));
}

function portRange(value: string): { from: number; to: number } {
  const [from, to] = value.split(':');
  return { from: Number(from) || 0, to: to === undefined ? Number(from) || 0 : Number(to) || 65_535 };
}
