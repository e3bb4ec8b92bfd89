/**
 * How much of the new connections from anywhere a condition lets through. `much`: all of an interface, a protocol,
 * most ports, or whatever a stranger may choose; `little`: named ports, named strangers, the machine itself,
 * connections that exist already; `unknown`: a condition that nobody has written how to read.
 */
export type Breadth = 'everything' | 'much' | 'unknown' | 'little';

export type Verdict =
  | { type: 'accept' | 'drop' | 'return' | 'elsewhere' | 'none' }
  | { type: 'jump' | 'goto'; target: string };

export type Rule = { conditions: Breadth[]; verdict: Verdict; text: string };

export type BaseChain = { chain: string; policy: 'accept' | 'drop' };

/** The rules that one address family meets on its way in; chains by a name that is unique among them. */
export type Ruleset = { bases: BaseChain[]; chains: Map<string, Rule[]> };

type End = 'accept' | 'drop' | 'undecided' | 'through';

export type Fate = {
  unmatched: 'blocked' | 'accepted' | 'undecided';
  openRules: string[];
  undecidedRules: string[];
};

const maxDepth = 16;
const maxSteps = 50_000;

/**
 * What becomes of a new connection that no narrow rule names. A packet has to be let in by every base chain, so
 * one that drops is enough; to be told as blocked nothing wide may be let in before, and a drop that holds for
 * one interface or protocol only is not one.
 */
export function fateOf(ruleset: Ruleset): Fate {
  const openRules: string[] = [];
  const undecidedRules: string[] = [];
  let isBlocked = false;
  for (const { chain, policy } of ruleset.bases) {
    const walk = new Walk(ruleset.chains);
    const end = walk.follow(chain, 0);
    const settled = end === 'through' ? (policy === 'drop' ? walk.afterReturns('drop') : 'accept') : end;
    if (settled === 'drop') isBlocked = true;
    if (settled === 'accept' && end === 'accept') openRules.push(...walk.open);
    if (settled === 'undecided' || (settled === 'accept' && walk.partial.length > 0)) {
      undecidedRules.push(...walk.partial);
    }
  }
  const open = [...new Set(openRules)].slice(0, 10);
  const undecided = [...new Set(undecidedRules)].slice(0, 10);
  if (isBlocked) return { unmatched: 'blocked', openRules: [], undecidedRules: [] };
  if (undecided.length > 0 && open.length === 0) {
    return { unmatched: 'undecided', openRules: [], undecidedRules: undecided };
  }
  return { unmatched: 'accepted', openRules: open, undecidedRules: [] };
}

class Walk {
  readonly open: string[] = [];
  /** Rules that hold for a part, or may: drops of one interface, accepts under conditions that are not understood. */
  readonly partial: string[] = [];
  #steps = 0;
  #leftEarly = false;
  readonly #chains: Map<string, Rule[]>;

  constructor(chains: Map<string, Rule[]>) {
    this.#chains = chains;
  }

  /** A drop at the end counts only for those who come that far. */
  afterReturns(end: 'drop'): End {
    return this.#leftEarly ? 'undecided' : end;
  }

  follow(chain: string, depth: number): End {
    if (depth > maxDepth) return this.#lost(`${chain}: nested too deeply`);
    for (const rule of this.#chains.get(chain) ?? []) {
      this.#steps += 1;
      if (this.#steps > maxSteps) return this.#lost(`${chain}: too many rules`);
      const breadth = narrowest(rule.conditions);
      if (breadth === 'little' || rule.verdict.type === 'none') continue;
      const end = this.#apply(rule, breadth, depth);
      if (end === 'left') return 'through';
      if (end !== 'on') return end;
    }
    return 'through';
  }

  #apply(rule: Rule, breadth: Exclude<Breadth, 'little'>, depth: number): End | 'on' | 'left' {
    const { verdict } = rule;
    switch (verdict.type) {
      case 'accept':
        if (breadth === 'unknown') return this.#maybe(rule);
        this.open.push(rule.text);
        return 'accept';
      case 'drop':
        if (breadth === 'everything') return this.afterReturns('drop');
        return this.#maybe(rule);
      case 'return':
        if (breadth === 'everything') return 'left';
        this.#leftEarly = true;
        return this.#maybe(rule);
      case 'elsewhere':
        if (breadth !== 'everything') return this.#maybe(rule);
        return this.#lost(rule.text);
      case 'jump':
      case 'goto':
        return this.#enter(rule, verdict, breadth, depth);
      default:
        return 'on';
    }
  }

  #enter(
    rule: Rule,
    verdict: { type: 'jump' | 'goto'; target: string },
    breadth: Exclude<Breadth, 'little'>,
    depth: number,
  ): End | 'on' | 'left' {
    const end = this.follow(verdict.target, depth + 1);
    if (end === 'accept') return breadth === 'unknown' ? this.#maybe(rule) : 'accept';
    if (end === 'undecided') return 'undecided';
    if (breadth === 'everything') {
      if (end === 'drop') return this.afterReturns('drop');
      return verdict.type === 'goto' ? 'left' : 'on';
    }
    if (end === 'drop') return this.#maybe(rule);
    if (verdict.type === 'goto') {
      this.#leftEarly = true;
      return this.#maybe(rule);
    }
    return 'on';
  }

  #maybe(rule: Rule): 'on' {
    // An accept that may hold for everybody makes a later drop uncertain.
    if (rule.verdict.type === 'accept' || rule.verdict.type === 'jump' || rule.verdict.type === 'goto') {
      if (narrowest(rule.conditions) === 'unknown') this.#leftEarly = true;
    }
    this.partial.push(rule.text);
    return 'on';
  }

  #lost(what: string): 'undecided' {
    this.partial.push(what);
    return 'undecided';
  }
}

const order: readonly Breadth[] = ['little', 'unknown', 'much', 'everything'];

/** All conditions have to hold, so the narrowest decides; none = everything. */
function narrowest(conditions: readonly Breadth[]): Breadth {
  return order.find((breadth) => conditions.includes(breadth)) ?? 'everything';
}

/** Of an address condition: `0.0.0.0/0` is everybody, a few leading bits are most of the world. */
export function breadthOfPrefix(length: number): Breadth {
  if (length === 0) return 'everything';
  return length <= 3 ? 'much' : 'little';
}

/** A rule that opens half of all ports or more names none. */
export function breadthOfPorts(ranges: readonly { from: number; to: number }[]): Breadth {
  const count = ranges.reduce((sum, { from, to }) => sum + Math.max(0, to - from + 1), 0);
  return count >= 32_768 ? 'much' : 'little';
}

/** Everybody but a few is nearly everybody; everybody but nearly everybody is a few. */
export function inverted(breadth: Breadth): Breadth {
  switch (breadth) {
    case 'everything':
      return 'little';
    case 'much':
      return 'much';
    case 'little':
      return 'much';
    default:
      return 'unknown';
  }
}
