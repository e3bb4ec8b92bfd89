import type { Question } from './dialogue.ts';
import { hostKeysToAsk } from './host-key-algorithms.ts';
import { groupExchanges, simplestKeyExchange } from './key-exchanges.ts';
import type { GroupRequest } from './key-exchanges.ts';
import type { KeyExchangeInit } from './wire/key-exchange-init.ts';

/** What is to be found out beside the lists. */
export type Plan = {
  /** Null = none that can be begun here. */
  keyExchange: string | null;
  groupExchange: string | null;
  /** One for each kind of key. */
  hostKeys: string[];
  /** Offered, and nobody has written how to ask for it. */
  unknownHostKeys: string[];
};

export function planFor(lists: KeyExchangeInit): Plan {
  const { algorithms, unknown } = hostKeysToAsk(lists.hostKeyAlgorithms);
  return {
    keyExchange: simplestKeyExchange(lists.keyExchanges),
    groupExchange: groupExchanges.find((name) => lists.keyExchanges.includes(name)) ?? null,
    hostKeys: algorithms,
    unknownHostKeys: unknown,
  };
}

/**
 * The weakest that a client may get. OpenSSH falls back to a group of 2048 bits of its own where its file of primes
 * has none that is small enough, whatever the file was cut down to.
 */
export const smallGroup: GroupRequest = { minBits: 512, wantedBits: 512, maxBits: 2048 };
/** Where a server hangs up on the former: it may only mind the minimum. */
export const groupOf2048: GroupRequest = { minBits: 2048, wantedBits: 2048, maxBits: 2048 };
/** As clients ask: the smallest of its file. */
export const usualGroup: GroupRequest = { minBits: 2048, wantedBits: 2048, maxBits: 8192 };

/** @param hostKey null = any, for the sake of the group */
export function questionOf(plan: Plan, hostKey: string | null, group: GroupRequest | null): Question | null {
  const asked = hostKey ?? plan.hostKeys[0];
  const wanted = group ?? (plan.keyExchange === null ? usualGroup : null);
  const keyExchange = wanted ? plan.groupExchange : plan.keyExchange;
  if (asked === undefined || keyExchange === null) return null;
  return { keyExchange, hostKey: asked, group: wanted };
}
