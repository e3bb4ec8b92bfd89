import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { SshFacts, SshLists } from '../../evidence/ssh/facts.ts';
import type { Strength } from '../judgement.ts';
import type { Verdict } from '../profile-row.ts';
import {
  groupSizes,
  hostKeySizes,
  noPrefixTruncation,
  nothingDoubtful,
  nothingForbidden,
  protocolTwo,
} from './checks.ts';
import { asInPolicy, groupsAsInPolicy, keysAsInPolicy, strictKeyExchange } from './policy-checks.ts';
import { areas, policyLists } from './profile.ts';
import type { PolicyList, PolicyProfile, RowProfile, SshProfile } from './profile.ts';

/** A row of a profile: what is told of it on any server, and its judgement of one. */
export type SshRow = {
  /** Once in its profile: a record of comparison names it. */
  id: string;
  /** The list of the profile's data that it rests on; null = none. */
  list: PolicyList | null;
  strength: Strength;
  title: Text;
  /** `product`: claims no source. */
  origin: 'source' | 'product';
  verified: boolean;
  judge: (facts: SshFacts, now: Date) => Verdict;
};

/** The rows of a profile, in the order in which they are shown. */
export function sshRows(profile: SshProfile): SshRow[] {
  return profile.type === 'rows' ? judgingRows(profile) : policyRows(profile);
}

const listWords: Record<PolicyList, Text> = {
  keyExchanges: text('鍵交換', 'Key exchange'),
  hostKeyAlgorithms: text('ホスト鍵の署名方式', 'Host key algorithms'),
  ciphers: text('暗号', 'Ciphers'),
  macs: text('メッセージ認証', 'MACs'),
  compression: text('圧縮', 'Compression'),
};

const listIds: Record<PolicyList, string> = {
  keyExchanges: 'key-exchanges',
  hostKeyAlgorithms: 'host-key-algorithms',
  ciphers: 'ciphers',
  macs: 'macs',
  compression: 'compression',
};

function judgingRows(profile: RowProfile): SshRow[] {
  const made: SshRow[] = [protocolRow];
  for (const area of areas) {
    const rows = profile.rows[area];
    const words = listWords[area];
    const common = { origin: 'source', verified: rows.every((row) => row.verified) } as const;
    made.push({
      ...common,
      id: listIds[area],
      list: area,
      strength: 'mandatory',
      title: words,
      judge: withLists((lists, _facts, now) => nothingForbidden(lists, area, rows, now)),
    });
    made.push({
      ...common,
      id: `${listIds[area]}-recommended`,
      list: area,
      strength: 'recommended',
      title: recommendable(words, false),
      judge: withLists((lists, _facts, now) => nothingDoubtful(lists, area, rows, now)),
    });
  }
  for (const strength of ['mandatory', 'recommended'] as const) {
    const isMandatory = strength === 'mandatory';
    const suffix = isMandatory ? '' : '-recommended';
    made.push({
      id: `host-key-bits${suffix}`,
      list: null,
      strength,
      title: recommendable(text('RSA・DSAのホスト鍵の長さ', 'Length of RSA and DSA host keys'), isMandatory),
      origin: 'source',
      verified: profile.hostKeyBits.verified,
      judge: withLists((_lists, facts, now) => hostKeySizes(facts, profile.hostKeyBits, isMandatory, now)),
    });
    made.push({
      id: `group-bits${suffix}`,
      list: null,
      strength,
      title: recommendable(
        text('group exchange の群の長さ', 'Length of the groups of group exchange'),
        isMandatory,
      ),
      origin: 'source',
      verified: profile.groupBits.verified,
      judge: withLists((_lists, facts, now) => groupSizes(facts, profile.groupBits, isMandatory, now)),
    });
  }
  made.push({
    id: 'prefix-truncation',
    list: null,
    strength: 'mandatory',
    title: text('Terrapin（CVE-2023-48795）への対策', 'Protection from Terrapin (CVE-2023-48795)'),
    origin: 'product',
    verified: true,
    judge: withLists(noPrefixTruncation),
  });
  return made;
}

function recommendable(title: Text, isMandatory: boolean): Text {
  return isMandatory ? title : text(`${title.ja}（推奨）`, `${title.en} (recommended)`);
}

function policyRows(profile: PolicyProfile): SshRow[] {
  const common = { strength: 'mandatory', origin: 'source', verified: profile.verified } as const;
  const made: SshRow[] = [protocolRow];
  for (const list of policyLists) {
    made.push({
      ...common,
      id: listIds[list],
      list,
      title: listWords[list],
      judge: withLists((lists) => asInPolicy(lists, list, profile)),
    });
  }
  made.push({
    ...common,
    id: 'host-key-bits',
    list: null,
    title: text('ホスト鍵の種類と長さ', 'Kind and length of host keys'),
    judge: withLists((_lists, facts) => keysAsInPolicy(facts, profile)),
  });
  made.push({
    ...common,
    id: 'group-bits',
    list: null,
    title: text('group exchange の群の長さ', 'Length of the groups of group exchange'),
    judge: withLists((_lists, facts) => groupsAsInPolicy(facts, profile)),
  });
  if (profile.requireStrictKeyExchange) {
    made.push({
      ...common,
      id: 'strict-key-exchange',
      list: null,
      title: text('strict key exchange', 'Strict key exchange'),
      judge: withLists(strictKeyExchange),
    });
  }
  return made;
}

const protocolRow: SshRow = {
  id: 'protocol',
  list: null,
  strength: 'mandatory',
  title: text('SSH 1を受け付けない', 'SSH 1 is not spoken'),
  origin: 'product',
  verified: true,
  judge: protocolTwo,
};

function withLists(judge: (lists: SshLists, facts: SshFacts, now: Date) => Verdict): SshRow['judge'] {
  return (facts, now) => {
    if (facts.lists !== null) return judge(facts.lists, facts, now);
    const observed = text('SSH 2を話さず、調べられない', 'not examined: it does not speak SSH 2');
    return { outcome: 'unknown', observed, expected: text('SSH 2の一覧', 'the lists of SSH 2') };
  };
}
