import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { SshFacts, SshLists } from '../../evidence/ssh/facts.ts';
import type { ProfileJudgement, Strength } from '../judgement.ts';
import { disputedRows, levelOf, requirementOf } from '../profile-row.ts';
import type { Verdict } from '../profile-row.ts';
import type { Verification } from '../verification.ts';
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

export type SshJudgementContext = {
  now: Date;
  /** What people found who held rows against the issuer's text; none unless told. */
  verified?: readonly Verification[];
};

/** A row of a profile with what it says of the server. */
type Judged = {
  id: string;
  strength: Strength;
  title: Text;
  /** `product`: claims no source. */
  origin: 'source' | 'product';
  verified: boolean;
  verdict: Verdict;
};

/** What one SSH server is like by a profile: a pure function of facts, rows, records and time. */
export function judgeSsh(
  facts: SshFacts,
  profile: SshProfile,
  { now, verified = [] }: SshJudgementContext,
): ProfileJudgement {
  const rows = profile.type === 'rows' ? rowsOf(facts, profile, now) : policyRows(facts, profile);
  const requirements = rows.map(({ verdict, ...row }) =>
    requirementOf(
      profile.id,
      { ...row, verified: row.verified ? { by: 'Tenken', on: profile.asOf } : false },
      steady(verdict, facts),
      verified,
    ),
  );
  const level = levelOf(
    { id: profile.id, title: profile.title },
    requirements,
    disputedRows(profile.id, verified),
  );
  return { profile: profile.id, levels: [level] };
}

/** One of several servers behind an address may be weaker than those that answered. */
function steady(verdict: Verdict, { sameListsEachTime }: SshFacts): Verdict {
  if (sameListsEachTime || verdict.outcome !== 'met') return verdict;
  const observed = text('接続ごとに提示が異なる', 'offers something else at each connection');
  return { outcome: 'unknown', observed, expected: verdict.expected };
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

function rowsOf(facts: SshFacts, profile: RowProfile, now: Date): Judged[] {
  const judged: Judged[] = [protocolRow(facts)];
  for (const area of areas) {
    const rows = profile.rows[area];
    const words = listWords[area];
    const common = { origin: 'source', verified: rows.every((row) => row.verified) } as const;
    judged.push({
      ...common,
      id: listIds[area],
      strength: 'mandatory',
      title: words,
      verdict: withLists(facts, (lists) => nothingForbidden(lists, area, rows, now)),
    });
    judged.push({
      ...common,
      id: `${listIds[area]}-recommended`,
      strength: 'recommended',
      title: recommendable(words, false),
      verdict: withLists(facts, (lists) => nothingDoubtful(lists, area, rows, now)),
    });
  }
  for (const strength of ['mandatory', 'recommended'] as const) {
    const isMandatory = strength === 'mandatory';
    const suffix = isMandatory ? '' : '-recommended';
    judged.push({
      id: `host-key-bits${suffix}`,
      strength,
      title: recommendable(text('RSA・DSAのホスト鍵の長さ', 'Length of RSA and DSA host keys'), isMandatory),
      origin: 'source',
      verified: profile.hostKeyBits.verified,
      verdict: withLists(facts, () => hostKeySizes(facts, profile.hostKeyBits, isMandatory, now)),
    });
    judged.push({
      id: `group-bits${suffix}`,
      strength,
      title: recommendable(
        text('group exchange の群の長さ', 'Length of the groups of group exchange'),
        isMandatory,
      ),
      origin: 'source',
      verified: profile.groupBits.verified,
      verdict: withLists(facts, () => groupSizes(facts, profile.groupBits, isMandatory, now)),
    });
  }
  judged.push({
    id: 'prefix-truncation',
    strength: 'mandatory',
    title: text('Terrapin（CVE-2023-48795）への対策', 'Protection from Terrapin (CVE-2023-48795)'),
    origin: 'product',
    verified: true,
    verdict: withLists(facts, noPrefixTruncation),
  });
  return judged;
}

function recommendable(title: Text, isMandatory: boolean): Text {
  return isMandatory ? title : text(`${title.ja}（推奨）`, `${title.en} (recommended)`);
}

function policyRows(facts: SshFacts, profile: PolicyProfile): Judged[] {
  const common = { strength: 'mandatory', origin: 'source', verified: profile.verified } as const;
  const judged: Judged[] = [protocolRow(facts)];
  for (const list of policyLists) {
    judged.push({
      ...common,
      id: listIds[list],
      title: listWords[list],
      verdict: withLists(facts, (lists) => asInPolicy(lists, list, profile)),
    });
  }
  judged.push({
    ...common,
    id: 'host-key-bits',
    title: text('ホスト鍵の種類と長さ', 'Kind and length of host keys'),
    verdict: withLists(facts, () => keysAsInPolicy(facts, profile)),
  });
  judged.push({
    ...common,
    id: 'group-bits',
    title: text('group exchange の群の長さ', 'Length of the groups of group exchange'),
    verdict: withLists(facts, () => groupsAsInPolicy(facts, profile)),
  });
  if (profile.requireStrictKeyExchange) {
    judged.push({
      ...common,
      id: 'strict-key-exchange',
      title: text('strict key exchange', 'Strict key exchange'),
      verdict: withLists(facts, strictKeyExchange),
    });
  }
  return judged;
}

function protocolRow(facts: SshFacts): Judged {
  return {
    id: 'protocol',
    strength: 'mandatory',
    title: text('SSH 1を受け付けない', 'SSH 1 is not spoken'),
    origin: 'product',
    verified: true,
    verdict: protocolTwo(facts),
  };
}

function withLists({ lists }: SshFacts, judge: (lists: SshLists) => Verdict): Verdict {
  if (lists !== null) return judge(lists);
  const observed = text('SSH 2を話さず、調べられない', 'not examined: it does not speak SSH 2');
  return { outcome: 'unknown', observed, expected: text('SSH 2の一覧', 'the lists of SSH 2') };
}
