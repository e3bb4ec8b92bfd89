import { isInClass, judgeTls, tlsProfile } from '@tenken/controls';
import type { LevelOutcome, ProfileJudgement, TlsProfileId, Verification } from '@tenken/controls';
import { cipherSuite } from '@tenken/controls/evidence';
import type { TlsFacts } from '@tenken/controls/evidence';
import { own, TenkenError } from '@tenken/shared';
import { readVerifications } from '../../assessments/read-verifications.ts';
import { givenFile } from '../files.ts';

/** By what, and as of when, servers are judged. */
export type JudgeContext = {
  profile: TlsProfileId;
  /** The one that is asked for; a server that meets a stricter one will do. */
  level: string;
  verified: readonly Verification[];
  now: Date;
};

/** What IPA and Mozilla mean for servers without special needs. */
const usualLevels = ['recommended', 'intermediate'];

/**
 * @param verifiedFile a record of rows that somebody has compared with the issuer's text, CSV or JSON
 * @throws {TenkenError} `usage` for a level that is none, or a file that cannot be read; `declaration-invalid`
 */
export function judgeContext(options: {
  profile: TlsProfileId;
  /** Undefined: the one that most servers are meant to have. */
  level?: string | undefined;
  verified?: string | undefined;
  now: Date;
}): JudgeContext {
  const { profile, verified, now } = options;
  const ids = tlsProfile(profile).levels.map(({ id }) => id);
  const level = options.level ?? usualLevels.find((one) => ids.includes(one)) ?? '';
  if (!ids.includes(level)) {
    throw new TenkenError('usage', `${profile} has no level ${level}. It has: ${ids.join(', ')}.`);
  }
  const records = verified === undefined ? [] : readVerifications(givenFile(verified));
  return { profile, level, verified: records, now };
}

/** What one server is like by the profile. */
export function judgeServer(facts: TlsFacts, { profile, verified, now }: JudgeContext): ProfileJudgement {
  return judgeTls(facts, tlsProfile(profile), { now, verified });
}

/** Whether it is as strong as the level asks: it meets that level or a stricter one, or may do so. */
export function strengthOf({ levels }: ProfileJudgement, level: string): LevelOutcome {
  const accepted = levels.slice(0, levels.findIndex((one) => one.level === level) + 1);
  const outcomes = accepted.map(({ outcome }) => outcome);
  if (outcomes.includes('met')) return 'met';
  return outcomes.includes('undetermined') ? 'undetermined' : 'not-met';
}

/** How a suite is marked in a list. `outside`: neither named nor forbidden by the level. */
export type SuiteMark = 'good' | 'weak' | 'outside';

/** @returns the mark of a suite, by its code, at the level that is asked for */
export function suiteMarks({ profile: id, level }: JudgeContext): (id: string) => SuiteMark {
  const profile = tlsProfile(id);
  const checks = profile.rows.filter((row) => row.level === level).map(({ check }) => check);
  const forbidden = checks.flatMap((check) => (check.type === 'suites-forbidden' ? check.classes : []));
  const lists = checks.flatMap((check) => (check.type === 'suites-listed' ? [check] : []));
  const named = new Set(
    lists
      .flatMap(({ lists: ids, tolerated }) => [...ids, ...tolerated])
      .flatMap((list) => own(profile.suiteLists, list) ?? [])
      .map((entry) => entry.id),
  );
  const isClosed = lists.some(({ outside }) => outside === 'unmet');
  return (code) => {
    if (named.has(code)) return 'good';
    const suite = cipherSuite(Number(code));
    if (suite && forbidden.some((one) => isInClass(suite, one))) return 'weak';
    return isClosed ? 'weak' : 'outside';
  };
}
