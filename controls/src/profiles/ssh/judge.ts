import { text } from '@tenken/shared';
import type { SshFacts } from '../../evidence/ssh/facts.ts';
import type { ProfileJudgement } from '../judgement.ts';
import { disputedRows, levelOf, requirementOf } from '../profile-row.ts';
import type { Verdict } from '../profile-row.ts';
import type { Verification } from '../verification.ts';
import type { SshProfile } from './profile.ts';
import { sshRows } from './rows.ts';

export type SshJudgementContext = {
  now: Date;
  /** What people found who held rows against the issuer's text; none unless told. */
  verified?: readonly Verification[];
};

/** What one SSH server is like by a profile: a pure function of facts, rows, records and time. */
export function judgeSsh(
  facts: SshFacts,
  profile: SshProfile,
  { now, verified = [] }: SshJudgementContext,
): ProfileJudgement {
  const requirements = sshRows(profile).map(({ judge, ...row }) =>
    requirementOf(
      profile.id,
      { ...row, verified: row.verified ? { by: 'Tenken', on: profile.asOf } : false },
      steady(judge(facts, now), facts),
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
