import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { SshFacts } from '../../evidence/ssh/facts.ts';
import type { RequirementJudgement } from '../../profiles/judgement.ts';
import { disputedRows } from '../../profiles/profile-row.ts';
import { judgeSsh } from '../../profiles/ssh/judge.ts';
import { sshProfiles } from '../../profiles/ssh/registry.ts';
import { verifications } from '../../profiles/verification.ts';
import type { SshParameters } from './parameters.ts';

/** One thing that decides, in words, with the reason that it gives. */
export type Point<Reason extends string = string> = { reason: Reason; what: Text };

export type JudgedServer = {
  failures: Point<'weak-algorithm' | 'doubtful-algorithm'>[];
  /** What might hide a failure; empty where `failures` is not. */
  gaps: Point<'not-known' | 'row-disputed'>[];
  /** What is told of a server that nothing fails and nothing hides. */
  told: Point<'strong' | 'strong-with-warnings'>[];
  /** What decided rests on rows that nobody has compared with the issuer's text. */
  byUnverifiedRows: boolean;
  /** First instant at which any of this changes by itself. */
  until: string | null;
};

/** What one SSH server is like by the profile and the declared records that a control was given. */
export function judgedServer(facts: SshFacts, params: SshParameters, now: Date): JudgedServer {
  const verified = verifications(params.comparedRows);
  const profile = sshProfiles[params.profile];
  const [level] = judgeSsh(facts, profile, { now, verified }).levels;
  if (!level) throw new Error(`the profile ${params.profile} has no level`);
  const of = (outcome: RequirementJudgement['outcome']) =>
    level.requirements.filter((requirement) => requirement.outcome === outcome);
  const weak = of('fail').map((row) => ({ reason: 'weak-algorithm' as const, what: rowText(row) }));
  const warned = of('warning').map(rowText);
  const doubtful =
    params.warnings === 'fail' && weak.length === 0
      ? warned.map((what) => ({ reason: 'doubtful-algorithm' as const, what }))
      : [];
  const failures = [...weak, ...doubtful];
  const disputed = disputedRows(profile.id, verified);
  const isOpen = failures.length === 0 && level.outcome !== 'met';
  return {
    failures,
    gaps: isOpen
      ? of('unknown').map((row) => ({
          reason: disputed.has(row.requirement) ? 'row-disputed' : 'not-known',
          what: rowText(row),
        }))
      : [],
    told:
      warned.length > 0
        ? warned.map((what) => ({ reason: 'strong-with-warnings', what }))
        : [{ reason: 'strong', what: summary(facts) }],
    byUnverifiedRows: level.byUnverifiedRows,
    // What fails, fails for good.
    until: failures.length > 0 ? null : earliest(level.requirements),
  };
}

function rowText({ title, observed }: RequirementJudgement): Text {
  return text(`${title.ja}: ${observed.ja}`, `${title.en}: ${observed.en}`);
}

function summary({ software, hostKeys }: SshFacts): Text {
  const words = [software, ...hostKeys.map(({ type, bits }) => `${type} ${bits}`)].join(' ');
  return text(words, words);
}

function earliest(requirements: readonly RequirementJudgement[]): string | null {
  return requirements.flatMap(({ validUntil }) => validUntil ?? []).toSorted()[0] ?? null;
}

/** @param byUnverifiedRows whether what decided rests on rows that nobody has compared with the issuer's text */
export function expectedText({ profile }: SshParameters, byUnverifiedRows: boolean): Text {
  const { title } = sshProfiles[profile];
  return text(
    `${title.ja}で使ってはならないものがない${byUnverifiedRows ? '（原文未照合の行による）' : ''}`,
    `nothing that must not be used: ${title.en}${byUnverifiedRows ? ' (by unverified rows)' : ''}`,
  );
}
