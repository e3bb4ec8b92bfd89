import type { Text } from '@tenken/shared';

/** `warn` = outside the list, or for a limited time; `fail` = not to be used. */
export type Verdict = 'pass' | 'warn' | 'fail';

export type Row = {
  /** Names as a server lists them; `*` at the end stands for any rest. */
  names: readonly string[];
  verdict: Verdict;
  /** Why; shown beside the names. Not for `pass`. */
  because?: Text;
  /** Last day in Japan on which the verdict is no failure. */
  until?: string;
  /** Somebody has compared the row with the issuer's text. */
  verified: boolean;
};

/** The four lists that are judged by rows. */
export const areas = ['keyExchanges', 'hostKeyAlgorithms', 'ciphers', 'macs'] as const;
export type Area = (typeof areas)[number];

/** Bits of a number that is as strong as it is long. */
export type SizeLimit = { failBelow: number; warnBelow: number; until: string; verified: boolean };

type Head = {
  id: string;
  title: Text;
  /** Day on which the data was last compared with its source. */
  asOf: string;
  source: { document: Text; edition: string; url: string; note: Text };
};

/** Says of each algorithm whether it may be used. */
export type RowProfile = Head & {
  type: 'rows';
  rows: Record<Area, readonly Row[]>;
  /** Modulus of RSA and DSA host keys. */
  hostKeyBits: SizeLimit;
  /** Prime of Diffie-Hellman group exchange. */
  groupBits: SizeLimit;
};

/** The lists that a policy names one by one. */
export const policyLists = [...areas, 'compression'] as const;
export type PolicyList = (typeof policyLists)[number];

/** Says what a server is to offer. */
export type PolicyProfile = Head & {
  type: 'policy';
  lists: Record<PolicyList, readonly string[]>;
  /** False: the lists and their order are exactly these. True: nothing but these, in any order. */
  allowSubset: boolean;
  /** By the type that a key names itself. */
  hostKeyBits: Readonly<Record<string, number>>;
  /** Null = no group exchange is in the policy. */
  groupBits: number | null;
  /** False: keys and groups have exactly these sizes. */
  allowLarger: boolean;
  requireStrictKeyExchange: boolean;
  verified: boolean;
};

export type SshProfile = RowProfile | PolicyProfile;
