import type { Text } from '@tenken/shared';
import type { TlsFacts } from '../../evidence/tls/facts.ts';
import type { LevelJudgement } from '../../profiles/judgement.ts';
import { disputedRows } from '../../profiles/profile-row.ts';
import { judgeTls } from '../../profiles/tls/judge.ts';
import { verifications } from '../../profiles/verification.ts';
import type { Verification } from '../../profiles/verification.ts';
import { profile } from './parameters.ts';
import type { TlsParameters } from './parameters.ts';
import { checkType, failureReason, gapReason } from './reasons.ts';

/** One thing that decides, in words, with the reason that it gives. */
export type Point = {
  reason: string;
  what: Text;
  /** ISO instant at which it changes by itself; null = it does not. */
  until: string | null;
};

export type JudgedEndpoint = {
  failures: Point[];
  /** What might hide a failure; empty where `failures` is not. */
  gaps: Point[];
  /** Recommended rows that are not met and what is outside the lists; of a server that meets the level. */
  remarks: Text[];
  endsSoon: boolean;
  /** The level that decided rests on rows that nobody has compared with the issuer's text. */
  byUnverifiedRows: boolean;
  /** First instant at which any of this changes by itself. */
  until: string | null;
};

/**
 * A server is as strong as a level asks when it meets that level or a stricter one: 推奨セキュリティ型 wants TLS 1.2, and
 * a server that speaks TLS 1.3 alone may meet 高セキュリティ型, which does not.
 */
export function judgedEndpoint(tls: TlsFacts, params: TlsParameters, now: Date): JudgedEndpoint {
  const { minimum, warnDays } = params;
  const verified = verifications(params.comparedRows);
  const { levels } = judgeTls(tls, profile, { now, verified, certificateWarnDays: warnDays });
  const accepted = levels.slice(0, levels.findIndex(({ level }) => level === minimum) + 1).toReversed();
  const none = { failures: [], gaps: [], remarks: [], endsSoon: false };
  const met = accepted.find(({ outcome }) => outcome === 'met');
  if (met) {
    const warnings = met.requirements.filter(({ outcome }) => outcome === 'warning');
    return {
      ...none,
      remarks: warnings.map(({ observed }) => observed),
      byUnverifiedRows: met.byUnverifiedRows,
      endsSoon: warnings.some((one) => checkType(profile, one) === 'certificate-days-left'),
      until: earliest(met.requirements.map(({ validUntil }) => validUntil)),
    };
  }
  const open = accepted.find(({ outcome }) => outcome === 'undetermined');
  if (open) {
    const { byUnverifiedRows } = open;
    return { ...none, gaps: gapsOf(open, verified), byUnverifiedRows, until: null };
  }
  // The level that it comes nearest to: what a server without TLS 1.2 lacks is not TLS 1.2.
  const [nearest] = accepted
    .map((level) => ({ level, failed: level.requirements.filter(({ outcome }) => outcome === 'fail') }))
    .toSorted((a, b) => a.failed.length - b.failed.length);
  const failures = (nearest?.failed ?? []).map((one) => ({
    reason: failureReason(profile, one),
    what: one.observed,
    until: one.validUntil,
  }));
  return {
    ...none,
    failures,
    byUnverifiedRows: nearest?.level.byUnverifiedRows ?? true,
    until: failures.every(({ until }) => until !== null)
      ? earliest(failures.map(({ until }) => until))
      : null,
  };
}

/** Each missing fact once: it may keep several rows open. */
function gapsOf({ requirements }: LevelJudgement, verified: readonly Verification[]): Point[] {
  const disputed = disputedRows(profile.id, verified);
  const open = requirements.filter(
    ({ requirement, strength, outcome }) =>
      disputed.has(requirement) || (strength === 'mandatory' && outcome === 'unknown'),
  );
  const distinct = new Map(
    open.map((one) => [
      one.observed.en,
      { reason: gapReason(profile, one, disputed), what: one.observed, until: null },
    ]),
  );
  return [...distinct.values()];
}

function earliest(instants: readonly (string | null)[]): string | null {
  const [first] = instants
    .filter((instant) => instant !== null)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b));
  return first ?? null;
}
